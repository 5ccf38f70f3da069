"""Keys of readers: what one reader may see beyond what everybody may.

They are the keys of the API (a member's token, tokens of private pages). Who asks is noted once a request (`reading_with`),
and every question of that request is asked with it: what is forgotten somewhere shows less, never more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

# As the API makes them. What has another form came from somebody else, and goes nowhere.
MEMBER = re.compile(r"wham_m_[0-9A-Za-z]{10}_[0-9A-Za-z_-]{43}", re.ASCII)
PAGE = re.compile(r"[0-9A-Za-z_:.=-]{1,2000}", re.ASCII)
MOST_PAGES = 10  # in one question


@dataclass(frozen=True)
class Keys:
    """What a reader came with. Never written to a log: its `repr` tells nothing."""

    member: str = field(default="", repr=False)
    pages: tuple[str, ...] = field(default=(), repr=False)
    address: str = field(default="", repr=False)  # of the reader, for the API's limits

    def __bool__(self) -> bool:
        """Whether anything is opened by them."""
        return bool(self.member or self.pages)

    @classmethod
    def read(cls, member: str, pages: str, address: str) -> Keys:
        """From cookies; what cannot be a key is left out."""
        found = tuple(one for one in pages.split("!") if PAGE.fullmatch(one))
        return cls(member if MEMBER.fullmatch(member) else "", found[:MOST_PAGES], address)

    def headers(self) -> dict[str, str]:
        """As the API wants them."""
        found = {"Authorization": f"Bearer {self.member}"} if self.member else {}
        if self.pages:
            found["X-Page-Access"] = ",".join(self.pages)
        if self.address:
            found["X-Forwarded-For"] = self.address
        return found


NOBODY = Keys()
_current: ContextVar[Keys] = ContextVar("keys", default=NOBODY)


def current_keys() -> Keys:
    """Those of the request that is being answered; `NOBODY` for everybody else."""
    return _current.get()


@contextmanager
def reading_with(keys: Keys) -> Iterator[None]:
    """Whatever is asked within is asked with these."""
    token = _current.set(keys)
    try:
        yield
    finally:
        _current.reset(token)
