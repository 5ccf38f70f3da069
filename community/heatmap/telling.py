"""What may be told of where people are, and of what they care about: pure functions. Decision 57 has the reasons and the proof.

- **k-anonymity on a fixed hierarchy.** Everybody is counted in one block: their own hexagon of H3, where enough are in it, or the rest of a wider one.
  What a wider hexagon tells is the sum of the blocks in it and nothing else, so nothing is left when one is subtracted from the other.
- **Rounding down to multiples of five, from a secret start** (the cell-key method of the statistical offices). Every sum and difference of what is told is
  a multiple of five too; who has added accounts of their own to find the step has found a step that says nothing.
- **A rest has room.** It is told only where each of its hexagons could be empty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import h3

CHILDREN = 7  # of a hexagon; of the globe's twelve pentagons, six
Start = Callable[[str], int]  # by the name of a figure: where its rounding begins, from 0 to least - 1


@dataclass(frozen=True)
class Rule:
    """How much is told."""

    least: int = 5  # people, in whatever is told
    levels: tuple[int, ...] = (6, 5, 4, 3, 2)  # of H3, the finest first
    # One hexagon in so many holds people; the others are sea and moor, where an attacker knows that nobody is.
    inhabited: int = 4

    def told(self, number: int, start: int) -> int:
        """The figure for so many people: a multiple of ``least``; 0 is not told."""
        return max(0, number - start) // self.least * self.least

    def room(self, slots: int, told: int = 0) -> int:
        """How many may be in a rest of so many hexagons, of which some are told by themselves, so that each of the others could be empty."""
        return (self.least - 1) * (slots // self.inhabited - told - 1)


RULE = Rule()


@dataclass(frozen=True)
class Person:
    """One who is counted: what they show."""

    cell: str = ""  # H3, of the finest level
    place: int | None = None
    topics: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Figure:
    """What is told. Without a cell it is of everybody, wherever they are."""

    count: int
    cell: str = ""  # a hexagon of the finest level: all of it; a wider one: the rest of it
    topic: int | None = None
    place: int | None = None


@dataclass
class _Rest:
    """What is not told below a hexagon: how many people, in which hexagons of the finest level; and how many parts of it are told by themselves."""

    people: int = 0
    cells: list[str] = field(default_factory=list)
    told: int = 0


def figures(people: Iterable[Person], start: Start, rule: Rule = RULE) -> Iterator[Figure]:
    """All that is told of these people."""
    everybody = list(people)
    by_cell: dict[str, list[Person]] = defaultdict(list)
    for one in everybody:
        if one.cell:
            by_cell[one.cell].append(one)
    for block, (count, cells) in _blocks({cell: len(those) for cell, those in by_cell.items()}, start, rule).items():
        yield Figure(count, block)
        topics = Counter(topic for cell in cells for one in by_cell[cell] for topic in one.topics)
        for topic, number in topics.items():
            # Of a rest that is told as less than it holds, no topic is told as more.
            if shown := min(count, rule.told(number, start(f"{block}/{topic}"))):
                yield Figure(shown, block, topic)
    for topic, number in Counter(topic for one in everybody for topic in one.topics).items():
        if shown := rule.told(number, start(f"topic/{topic}")):
            yield Figure(shown, topic=topic)
    for place, number in Counter(one.place for one in everybody if one.place).items():
        if shown := rule.told(number, start(f"place/{place}")):
            yield Figure(shown, place=place)


def _blocks(counts: Mapping[str, int], start: Start, rule: Rule) -> dict[str, tuple[int, list[str]]]:
    """What is told by hexagon, and the hexagons of the finest level that each figure is of: no two have one in common."""
    found: dict[str, tuple[int, list[str]]] = {}
    finest, *wider = rule.levels
    rests: dict[str, _Rest] = {}
    for cell, number in counts.items():
        if shown := rule.told(number, start(cell)):
            found[cell] = (shown, [cell])
            rests[cell] = _Rest(told=1)
        else:
            rests[cell] = _Rest(number, [cell])
    parts = 1  # of a hexagon of the level below, that can be told by themselves or hold a few
    for below, level in pairwise((finest, *wider)):
        above: dict[str, _Rest] = defaultdict(_Rest)
        for cell, rest in rests.items():
            parent = above[h3.cell_to_parent(cell, level)]
            parent.people += rest.people
            parent.cells += rest.cells
            parent.told += rest.told
        roomy = rule.room(CHILDREN * parts) >= rule.least
        for cell, rest in above.items():
            room = rule.room(h3.cell_to_children_size(cell, below) * parts, rest.told)
            if shown := rule.told(min(rest.people, room), start(cell)):
                found[cell] = (shown, rest.cells)
                above[cell] = _Rest(told=1)
            elif roomy:  # one part of what is above: of a few, or with no room left for more
                rest.told = int(room < rule.least)
        parts = 1 if roomy else CHILDREN * parts
        rests = above
    return found
