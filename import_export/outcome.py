"""What an import did, and how it tells of its progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"

Progress = Callable[[str, int, int], None]  # (what, done, of how many)


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass
class Outcome:
    """How many things of each folder were created, changed and left as they were."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, folder: str, what: str) -> None:
        """Count one thing."""
        self.counts.setdefault(folder, Counter())[what] += 1

    def total(self, what: str) -> int:
        """How many over all folders."""
        return sum(counter[what] for counter in self.counts.values())

    @property
    def changed_nothing(self) -> bool:
        """Whether everything was as the files say already."""
        return self.total(CREATED) + self.total(CHANGED) == 0
