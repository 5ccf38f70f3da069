"""Keys that several subjects take alike: of a page in all its languages, and of a request that is sent again."""

from __future__ import annotations

from uuid import UUID

from wagtail.models import Page

from community.errors import CommunityError

LONGEST_REQUEST_KEY = 64  # characters


def source_key(page: Page) -> UUID:
    """The key that a page shares with its aliases and translations."""
    while page.alias_of_id:
        page = page.alias_of
    found: UUID = page.translation_key
    return found


def optional_request_key(sent: str) -> str:
    """The idempotency key that a client sent, or nothing. Raises CommunityError where it is too long."""
    key = sent.replace("\0", "")
    if len(key) > LONGEST_REQUEST_KEY:
        text = f"The idempotency key has at most {LONGEST_REQUEST_KEY} characters."
        raise CommunityError("BAD_INPUT", text, "idempotencyKey")
    return key
