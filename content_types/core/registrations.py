"""What a content type says of pages that people register for: ``ContentType.registrations``. Who comes is kept elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any

from django.db.models import Q


class Standing(Enum):
    """Whether it takes place."""

    TAKES_PLACE = "takes_place"
    POSTPONED = "postponed"  # a new date will follow
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Terms:
    """When and where it takes place, and on which terms people register; all moments are aware."""

    standing: Standing
    starts: datetime
    ends: datetime
    opens: datetime | None  # None: from its publication on
    closes: datetime
    capacity: int | None  # None: no limit
    is_elsewhere: bool  # registered for at another site
    join_link: str  # of the confirmed alone; empty where there is none
    when: str  # for people, by the clock where it takes place
    where: str  # for people, on one line
    note: str  # why it does not take place
    is_dated: bool = True  # False of a draft whose times are still to be set: then it is postponed, to no day

    @property
    def plan(self) -> str:
        """A digest of all that a calendar of somebody who comes holds: where it changes, they are told."""
        said = (self.standing.value, self.starts.timestamp(), self.ends.timestamp(), self.when, self.where)
        return sha256(repr(said).encode()).hexdigest()

    def is_open(self, now: datetime) -> bool:
        """Whether people may register now. Whether places are left is not looked at."""
        if self.standing is not Standing.TAKES_PLACE or self.is_elsewhere or now >= self.closes:
            return False
        return self.opens is None or now >= self.opens

    def tells_join_link(self, now: datetime, before: timedelta) -> bool:
        """Whether the confirmed may be told the join link: from so long before it begins until it ends."""
        takes_place = self.standing is Standing.TAKES_PLACE
        return bool(self.join_link) and takes_place and self.starts - before <= now < self.ends


@dataclass(frozen=True)
class Guest:
    """Somebody who comes, as their calendar is told: ``uid`` stays, ``sequence`` grows with each message (RFC 5546)."""

    uid: str
    sequence: int
    name: str
    email: str
    url: str  # where they see how they stand
    comes: bool = True  # False takes it out of their calendar


@dataclass(frozen=True)
class TakesRegistrations:
    """That people register for pages of a type."""

    terms: Callable[[Any], Terms]
    recorded: Q  # of the pages of the type: those with something for who could not come, or would see it again
    calendar: Callable[[Any, Guest], bytes]  # the page and a guest -> an iTIP message, METHOD:REQUEST or METHOD:CANCEL
