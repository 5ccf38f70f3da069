"""Tokens in the links of mails: random, told once, kept as a digest."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from community.accounts.models import DAYS_OF_A_LINK

_FORM = re.compile(r"[0-9A-Za-z_-]{43}", re.ASCII)


def new_token() -> tuple[str, str]:
    """A token of 256 random bits, and what is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def digest_of(token: str) -> str:
    """What is kept of a token; of what is none, the digest of nothing."""
    return hashlib.sha256(token.encode("ascii")).hexdigest() if _FORM.fullmatch(token) else ""


def oldest() -> datetime:
    """When the oldest link was sent that is still good."""
    return timezone.now() - timedelta(days=DAYS_OF_A_LINK)


def at_the_site(path: str) -> str:
    """An address of the site that members read."""
    return f"{settings.FRONTEND_URL.rstrip('/')}/{path}"
