"""A maildir, as mail servers fill it: each mail a file in ``new``, which goes to ``cur`` when it was taken in."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from mailbox import Maildir
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError

from review.inbound.receiving import MAX_BYTES, receive

logger = logging.getLogger(__name__)
SEEN = ":2,S"  # what a name in `cur` ends with, when the mail was read


@dataclass
class Round:
    """What one look into a maildir did."""

    outcomes: Counter[Any] = field(default_factory=Counter)
    failed: int = 0

    @property
    def total(self) -> int:
        """How many were taken in."""
        return self.outcomes.total()

    def __str__(self) -> str:
        told = [f"{code.value} {number}" for code, number in sorted(self.outcomes.items())]
        return ", ".join(told + ([f"failed {self.failed}"] if self.failed else []))


def receive_all(path: str) -> Round:
    """Take in what is new. What fails stays, is told in the log, and is tried again next time; the others go on.

    Raises FileNotFoundError where there is no maildir, and errors of a database that is away.
    """
    new, current = Path(path) / "new", Path(path) / "cur"
    if not (new.is_dir() and current.is_dir()):
        raise FileNotFoundError(path)
    box, done = Maildir(path, create=False), Round()
    for key in sorted(box.iterkeys()):
        file = new / key
        try:
            with file.open("rb") as opened:
                raw = opened.read(MAX_BYTES + 1)
        except FileNotFoundError:
            continue  # in `cur` already, or another process was faster
        try:
            outcome = receive(raw).outcome
            file.rename(current / f"{key}{SEEN}")
        except (OperationalError, InterfaceError):
            raise
        except FileNotFoundError:
            continue
        except Exception:
            logger.exception("A mail in %s could not be taken in; it stays there.", new)
            done.failed += 1
        else:
            done.outcomes[outcome] += 1
    return done
