"""The bearer keys themselves: random, shown once, kept as a digest.

A key is ``wham_<kind>_<prefix>_<secret>``. The prefix finds its row and may be shown; the secret is 256 random bits, so one round of SHA-256
is all that keeping it safe takes (a slow hash is for secrets that people think up: OWASP, Cryptographic Storage). The fixed
beginning lets scanners of source code find one that was committed.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
from dataclasses import dataclass
from enum import Enum

_PREFIX_LENGTH = 10
_SECRET_BYTES = 32
_ALPHABET = string.ascii_letters + string.digits
_FORM = re.compile(rf"wham_([cm])_([0-9A-Za-z]{{{_PREFIX_LENGTH}}})_[0-9A-Za-z_-]{{43}}", re.ASCII)


class Kind(Enum):
    """What a key was made for."""

    CLIENT = "c"
    MEMBER = "m"


@dataclass(frozen=True)
class Presented:
    """A key as somebody presented it: where to look, and what to compare."""

    kind: Kind
    prefix: str
    digest: str


def new_key(kind: Kind) -> str:
    """A new key; nobody else has it, and it cannot be had again."""
    prefix = "".join(secrets.choice(_ALPHABET) for _ in range(_PREFIX_LENGTH))
    return f"wham_{kind.value}_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"


def read_key(text: str) -> Presented | None:
    """Take a key apart; None for what has not the form of one."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    return Presented(Kind(found[1]), found[2], hashlib.sha256(text.encode("ascii")).hexdigest())
