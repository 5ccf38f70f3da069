"""Which entries of two lists are the same one, and which of them were moved."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from content_types.core.comparison.words import similarity, words_of

LEAST_LIKE = 0.4  # entries without ids that share at least this part of their words are taken for one that was changed
_WINDOW = 10  # as many entries ahead are looked at for one that is like


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be told apart and compared: its id if it has one, its kind, what it holds, and how its words are had."""

    value: Any
    kind: str = ""
    id: Hashable | None = None
    key: Hashable = None
    text: Callable[[], str] = str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry of the first list, of the second, or of both, by position; whether it stands elsewhere among the others than it did."""

    before: int | None
    after: int | None
    moved: bool = False

    @property
    def place(self) -> int:
        """Where it stands, or stood if it was removed."""
        place = self.before if self.after is None else self.after
        assert place is not None  # it is in one of the two
        return place

    @property
    def move(self) -> tuple[int, int] | None:
        """From where to where it was moved, if it was."""
        return (self.before, self.after) if self.moved and self.before is not None and self.after is not None else None


def match(before: Sequence[Entry], after: Sequence[Entry], *, may_move: bool = True) -> list[Match]:
    """Every entry of both lists, once, in the order of the second; what was removed comes where it stood.

    Entries are the same if they have one id, or hold the same; where no id is in both lists, also if they stand in one order and share
    most of their words. As few as possible are called moved, and without ``may_move`` none: it was removed here and added there.
    """
    found = _by_id(before, after)
    by_similarity = not found
    _add_equal_in_order(found, before, after)
    if by_similarity:
        _add_alike(found, before, after)
    if may_move:
        _add_equal(found, before, after)
    stay = _in_order(found)
    gone = deque(_left(found, before, after)[0])
    bounds = deque([found[n] for n in sorted(stay)])  # where those stood that are still to come
    out: list[Match] = []
    for n in range(len(after)):
        while gone and (not bounds or gone[0] < bounds[0]):
            out.append(Match(gone.popleft(), None))
        if n in stay:
            bounds.popleft()
        out.append(Match(found.get(n), n, moved=n in found and n not in stay))
    return out + [Match(n, None) for n in gone]


def _by_id(before: Sequence[Entry], after: Sequence[Entry]) -> dict[int, int]:
    places = {(one.kind, one.id): n for n, one in enumerate(before) if one.id is not None}
    found: dict[int, int] = {}
    for n, one in enumerate(after):
        if one.id is not None and (origin := places.pop((one.kind, one.id), None)) is not None:
            found[n] = origin
    return found


def _left(found: dict[int, int], before: Sequence[Entry], after: Sequence[Entry]) -> tuple[list[int], list[int]]:
    taken = set(found.values())
    return [n for n in range(len(before)) if n not in taken], [n for n in range(len(after)) if n not in found]


def _add_equal_in_order(found: dict[int, int], before: Sequence[Entry], after: Sequence[Entry]) -> None:
    old, new = _left(found, before, after)
    keys = [(before[n].kind, before[n].key) for n in old], [(after[n].kind, after[n].key) for n in new]
    for i, j, size in SequenceMatcher(None, *keys).get_matching_blocks():
        found.update((new[j + n], old[i + n]) for n in range(size))


def _add_equal(found: dict[int, int], before: Sequence[Entry], after: Sequence[Entry]) -> None:
    old, new = _left(found, before, after)
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for n in old:
        places[before[n].kind, before[n].key].append(n)
    for n in new:
        if same := places[after[n].kind, after[n].key]:
            found[n] = same.popleft()


def _add_alike(found: dict[int, int], before: Sequence[Entry], after: Sequence[Entry]) -> None:
    """Match what is like between what is matched already, which stands in one order."""
    old, new = _left(found, before, after)
    words = {n: words_of(before[n].text()) for n in old}
    ends = sorted(found.items())
    begin = 0
    for n in new:
        own = words_of(after[n].text())
        lowest = max([begin, *(there + 1 for here, there in ends if here < n)])
        highest = min([len(before), *(there for here, there in ends if here > n)])
        ahead = [at for at in old if lowest <= at < highest and before[at].kind == after[n].kind][:_WINDOW]
        best = max(ahead, key=lambda at: similarity(words[at], own), default=None)
        if best is not None and similarity(words[best], own) >= LEAST_LIKE:
            found[n] = best
            begin = best + 1


def _in_order(found: dict[int, int]) -> set[int]:
    """The most entries of the second list that stand in the order of the first (longest increasing subsequence)."""
    ends: list[int] = []  # of the best sequence of each length: its last place in the first list
    last: list[int] = []  # and the same in the second
    previous: dict[int, int | None] = {}
    for n in sorted(found):
        at = bisect_left(ends, found[n])
        previous[n] = last[at - 1] if at else None
        ends[at : at + 1], last[at : at + 1] = [found[n]], [n]
    stay: set[int] = set()
    step = last[-1] if last else None
    while step is not None:
        stay.add(step)
        step = previous[step]
    return stay
