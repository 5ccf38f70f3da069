"""What is told to a member when their contribution goes on in the review."""

from __future__ import annotations


def connect() -> None:
    """Listen to Wagtail's signals."""
