"""Worlds of people, and what somebody learns of them who knows the whole procedure."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

import h3

from community.heatmap.telling import Person

LEEDS = h3.latlng_to_cell(53.8, -1.55, 6)
Region = Callable[[Person], bool]


def no_start(name: str) -> int:
    """Rounding that begins at nothing: the worst case, an attacker who has the key."""
    return 0


def certain(
    worlds: Iterable[tuple[Sequence[int], Hashable]], regions: Sequence[Sequence[int]], least: int
) -> list[tuple[Hashable, int]]:
    """Where an attacker is sure of a small group: of worlds that look the same, none has nobody in a region or enough.
    A world is numbers of people by kind, and what is told of it; a region is kinds."""
    harmless: dict[Hashable, set[int]] = defaultdict(set)
    for numbers, told in worlds:
        safe = harmless[told]
        for index, region in enumerate(regions):
            if index not in safe and not 0 < sum(numbers[kind] for kind in region) < least:
                safe.add(index)
    return [(told, index) for told, safe in harmless.items() for index in range(len(regions)) if index not in safe]


def subsets(number: int) -> list[list[int]]:
    """Every region that can be put together from so many kinds."""
    return [[one for one in range(number) if mask >> one & 1] for mask in range(1, 1 << number)]


def crowd(chance: random.Random, number: int, topics: Sequence[int], places: Sequence[int] = ()) -> list[Person]:
    """People in towns and in the country, as they come."""
    towns = [h3.latlng_to_cell(chance.uniform(50.5, 57), chance.uniform(-4.5, 0.5), 6) for _ in range(12)]
    found = []
    for _ in range(number):
        town = chance.choice(towns)
        cell = chance.choice(sorted(h3.grid_disk(town, chance.choice((0, 0, 1, 4, 12)))))
        found.append(
            Person(
                cell if chance.random() < 0.8 else "",
                chance.choice(places) if places and chance.random() < 0.5 else None,
                frozenset(chance.sample(topics, chance.randint(0, min(3, len(topics))))),
            )
        )
    return found
