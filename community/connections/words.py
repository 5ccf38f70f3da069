"""What one member writes to another, as it is stored: plain text without characters that are not seen."""

from __future__ import annotations

from community.connections.models import LONGEST_KEY
from community.errors import CommunityError
from review.inbound.plain import cleaned


def words_of(text: str, most: int, field: str = "message") -> str:
    """The text to be stored. Raises CommunityError with BAD_INPUT for an empty or a long one."""
    found = cleaned(text).strip()
    if not found:
        raise CommunityError("BAD_INPUT", "Write a few words.", field)
    if len(found) > most or len(text) > 4 * most:
        raise CommunityError("BAD_INPUT", f"Shorten it to {most} characters; it has {len(found)}.", field)
    return found


def key_of(given: str) -> str:
    """A client's idempotency key. Raises CommunityError with BAD_INPUT for a long one."""
    if len(given) > LONGEST_KEY or cleaned(given) != given:
        raise CommunityError(
            "BAD_INPUT", f"A key has at most {LONGEST_KEY} characters, all of which can be seen.", "idempotencyKey"
        )
    return given
