"""What keeps programs that fill in every form out of forms that are open to everybody, without asking people anything.

A field that nobody sees, and that says so to whoever hears it, stays empty when a person fills in the form (`forms.html`, macro `trap`). What
fills it in is thanked as anybody is, and nothing is sent on. No third party, no puzzle, no picture.
"""

from __future__ import annotations

TRAP = "website"  # programs like to fill it in; browsers are told not to


def is_caught(fields: dict[str, str]) -> bool:
    """Whether a program has filled in a form."""
    return bool(fields.get(TRAP, "").strip())
