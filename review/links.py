"""The link by which a colleague reviews one page without an account, and the mail address to which they answer.

Both are signed, not stored: they name an invitation and hold a keyed digest of it, so that nobody makes one who does not
have the server's key, and nothing in the database opens a page. Each has a salt of its own: neither is good as the other.
"""

from __future__ import annotations

import base64
import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import constant_time_compare, salted_hmac

from review.models import Invitation

LONGEST = 200  # characters of a token
_LINK, _ADDRESS = "review.link", "review.address"
_DIGEST = 12  # bytes of the digest in an address, which may have 64 characters before the @


def token_of(invitation: Invitation) -> str:
    """The token of an invitation's link; the same each time."""
    return Signer(salt=_LINK, sep=".").sign(invitation.pk.hex)


def url_of(invitation: Invitation) -> str:
    """The link, at the site that shows the library to readers."""
    return f"{settings.FRONTEND_URL.rstrip('/')}/review/{token_of(invitation)}/"


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a token names, withdrawn or not; None for what is no token of one."""
    if len(token) > LONGEST:
        return None
    try:
        key = Signer(salt=_LINK, sep=".").unsign(token)
    except BadSignature:
        return None
    return _find(key)


def address_of(invitation: Invitation) -> str | None:
    """Where the colleague's answers by mail are received; None where no domain is set for them."""
    if not settings.REVIEW_MAIL_DOMAIN:
        return None
    return f"review+{invitation.pk.hex}-{_digest(invitation.pk.hex)}@{settings.REVIEW_MAIL_DOMAIN}"


def invitation_at(address: str) -> Invitation | None:
    """The invitation whose address this is; None for every other. Case does not matter: some servers change it."""
    local, _, domain = address.strip().lower().rpartition("@")
    name, _, rest = local.partition("+")
    key, _, digest = rest.partition("-")
    if not settings.REVIEW_MAIL_DOMAIN or domain != settings.REVIEW_MAIL_DOMAIN.lower() or name != "review":
        return None
    if not constant_time_compare(digest, _digest(key)):
        return None
    return _find(key)


def _digest(key: str) -> str:
    digest = salted_hmac(_ADDRESS, key, algorithm="sha256").digest()[:_DIGEST]
    return base64.b32encode(digest).decode().rstrip("=").lower()


def _find(key: str) -> Invitation | None:
    try:
        wanted = uuid.UUID(hex=key)
    except ValueError:
        return None
    return Invitation.objects.select_related("workflow_state", "account").filter(pk=wanted).first()
