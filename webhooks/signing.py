"""Secrets and signatures as Standard Webhooks defines them (https://www.standardwebhooks.com, version 1 of the specification).

A secret must be known in the clear to sign with, so it cannot be hashed like a password. It is kept encrypted under a key derived from
SECRET_KEY: who reads the database or a backup of it alone cannot sign. After SECRET_KEY is changed (and the old one is not among
SECRET_KEY_FALLBACKS), secrets cannot be read any more and must be made anew.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64


class SecretUnreadable(Exception):
    """A stored secret was encrypted under another SECRET_KEY."""


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [
        salted_hmac("webhooks.signing", "key of secrets", secret=key, algorithm="sha256").digest() for key in keys
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


class Secret:
    """A signing secret. Never shows itself in logs or tracebacks."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret(…)"

    @classmethod
    def new(cls) -> Secret:
        """A secret of 256 random bits."""
        return cls(PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode())

    @classmethod
    def decrypt(cls, stored: str) -> Secret:
        """The secret that was stored. Raises SecretUnreadable."""
        try:
            return cls(_cipher().decrypt(stored.encode()).decode())
        except InvalidToken as error:
            raise SecretUnreadable from error

    def encrypted(self) -> str:
        """The secret as it may be stored."""
        return _cipher().encrypt(self._text.encode()).decode()

    def reveal(self) -> str:
        """``whsec_`` and base64, as receivers take it."""
        return self._text


def signed_headers(message_id: str, at: datetime, body: str, signing: Sequence[Secret]) -> dict[str, str]:
    """The three headers of a message, with a signature for each secret; ``at`` is aware."""
    signatures = [Webhook(secret.reveal()).sign(message_id, at, body) for secret in signing]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
