"""Secrets that the database must hold and nobody may read there: encrypted with a key from ``SECRET_KEY``."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


def sealed(text: str) -> str:
    """As it may be kept."""
    return _cipher().encrypt(text.encode()).decode("ascii")


def opened(text: str) -> str:
    """What was sealed, under this ``SECRET_KEY`` or one of the fallbacks. Raises InvalidToken for anything else."""
    return _cipher().decrypt(text.encode("ascii")).decode()


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [salted_hmac("access.sealing", "", secret=key, algorithm="sha256").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])
