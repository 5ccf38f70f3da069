"""The link by which a mail leads to one registration, without signing in. Signed, not stored: nothing in the database opens one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.signing import BadSignature, Signer

from community.registrations.models import Registration

LONGEST = 200  # characters of a token
_SALT = "registrations.link"


def token_of(registration: Registration) -> str:
    """The token of a registration's link; the same each time."""
    return Signer(salt=_SALT, sep=".").sign(registration.key.hex)


def url_of(registration: Registration) -> str:
    """The link, at the site that shows the library to readers. Opening it changes nothing."""
    return f"{(settings.FRONTEND_URL or settings.SITE_URL).rstrip('/')}/registration/{token_of(registration)}/"


def registration_of(token: str) -> Registration | None:
    """The registration that a token names; None for what is no token of one."""
    if len(token) > LONGEST:
        return None
    try:
        key = uuid.UUID(hex=Signer(salt=_SALT, sep=".").unsign(token))
    except (BadSignature, ValueError):
        return None
    return Registration.objects.select_related("register", "member").filter(key=key).first()
