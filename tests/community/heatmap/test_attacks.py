"""Who asks everything, and knows the procedure, finds nobody: small worlds are all tried, large ones by chance."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import h3
import pytest

from community.heatmap.telling import RULE, Figure, Person, Rule, figures
from tests.community.heatmap.worlds import LEEDS, certain, crowd, no_start, subsets

HEXAGONS = sorted(h3.cell_to_children(h3.cell_to_parent(LEEDS, 5), 6))
TWO, THREE = (Rule(least, (6, 5), inhabited=1) for least in (2, 3))


def told_of(counts: dict[str, int], rule: Rule, start=no_start) -> frozenset[Figure]:  # type: ignore[no-untyped-def]
    people = [Person(cell) for cell, number in counts.items() for _ in range(number)]
    return frozenset(figures(people, start, rule))


@pytest.mark.parametrize("key", [None, 1, 2])
def test_no_set_of_hexagons_is_known_to_hold_a_few(key: int | None) -> None:
    """All worlds of seven hexagons, all regions, with all figures of both resolutions; with the key, and without it."""
    starts = {cell: random.Random(f"{key}{cell}").randrange(2) for cell in (*HEXAGONS, h3.cell_to_parent(LEEDS, 5))}
    start = no_start if key is None else starts.__getitem__
    every = product(range(3), repeat=7)
    worlds = ((counts, told_of(dict(zip(HEXAGONS, counts, strict=True)), TWO, start)) for counts in every)
    assert certain(worlds, subsets(7), TWO.least) == []


@pytest.mark.slow
def test_no_set_of_hexagons_is_known_to_hold_one_or_two() -> None:
    worlds = (
        (counts, told_of(dict(zip(HEXAGONS, counts, strict=True)), THREE)) for counts in product(range(4), repeat=7)
    )
    assert certain(worlds, subsets(7), THREE.least) == []


def test_who_knows_where_the_sea_is_learns_no_more() -> None:
    """Three of the seven are land, and one in two is held to be."""
    rule, land = Rule(3, (6, 5), inhabited=2), HEXAGONS[:3]
    worlds = [(counts, told_of(dict(zip(land, counts, strict=True)), rule)) for counts in product(range(6), repeat=3)]
    assert any(told for _, told in worlds)
    assert certain(worlds, subsets(3), rule.least) == []


def test_the_plain_way_is_found_out() -> None:
    """The attack is one: counts at two resolutions, each left out below the least, give people away."""

    def plain(counts: tuple[int, ...]) -> frozenset[tuple[int, int]]:
        shown = {index: number for index, number in enumerate((*counts, sum(counts))) if number >= 3}
        return frozenset(shown.items())

    worlds = [(counts, plain(counts)) for counts in product(range(4), repeat=4)]
    assert certain(worlds, subsets(4), 3)


@pytest.mark.parametrize("least", [2, 3])
def test_no_filter_by_topic_and_none_turned_round_finds_a_few(least: int) -> None:
    """Two topics, two hexagons, and people without one: all but a topic, one but not the other, both, neither."""
    kinds = [Person(cell, None, frozenset(topics)) for cell in HEXAGONS[:1] for topics in ((), (1,), (2,), (1, 2))]
    kinds += [Person("", None, frozenset((1,))), Person(HEXAGONS[1], None, frozenset((1,)))]
    rule = Rule(least, (6, 5), inhabited=7)  # no rest: it has no room
    worlds = []
    for counts in product(range(6), repeat=len(kinds)):
        if sum(counts[:4]) > 5 or sum(counts[kind] for kind in (1, 3, 4, 5)) > 5:
            continue  # more than these worlds can hold without a topic, or without a place
        people = [kind for kind, number in zip(kinds, counts, strict=True) for _ in range(number)]
        worlds.append((counts, frozenset(figures(people, no_start, rule))))
    one, other, alone = {1, 3}, {2, 3}, {4, 5}
    regions = [
        [0], [1], [2], [3], [*one], [*other], [0, 2], [0, 1], [1, 2, 3], [0, 1, 2, 3], [4], [5], [*alone], [*one, 5],
        [*one, *alone],
    ]  # fmt: skip
    assert certain(worlds, regions, rule.least) == []


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_added_and_taken_away_is_a_multiple_of_five(seed: int) -> None:
    """Large worlds: nothing is told of fewer than five, no two blocks overlap, no figure says more than there is."""
    chance = random.Random(seed)
    people = crowd(chance, chance.choice((30, 200, 900)), range(1, 6), range(1, 4))
    start = {}.setdefault
    told = list(figures(people, lambda name: start(name, chance.randrange(5)), RULE))
    assert all(one.count > 0 and one.count % 5 == 0 for one in told)
    by_block = {one.cell: one.count for one in told if one.cell and one.topic is None}
    homes: Counter[str] = Counter()
    by_topic: Counter[tuple[str, int]] = Counter()
    for person in people:
        home = home_of(person.cell, by_block) if person.cell else ""
        homes[home] += 1
        by_topic.update((home, topic) for topic in person.topics)
    for block, count in by_block.items():
        assert 5 <= count <= homes[block]
    for one in told:
        if one.cell and one.topic:
            assert 5 <= one.count <= min(by_block[one.cell], by_topic[one.cell, one.topic])
    # What is not told anywhere is not much: nobody is left out for nothing.
    if len(people) > 500:
        assert sum(by_block.values()) > 0.5 * sum(bool(one.cell) for one in people)


def home_of(cell: str, blocks: dict[str, int]) -> str:
    """The block that somebody in a hexagon is counted in: the finest that is told."""
    return next((up for level in RULE.levels if (up := h3.cell_to_parent(cell, level)) in blocks), "")


def test_known_people_subtracted_leave_no_few() -> None:
    """Accounts of one's own, and members who show themselves: how many others stays open over five numbers."""
    for start, known in product(range(5), range(12)):
        groups: dict[int, set[int]] = {}
        for others in range(40):
            groups.setdefault(RULE.told(others + known, start), set()).add(others)
        groups.pop(max(groups))  # cut off by the end of the range
        assert all(min(group) == 0 or max(group) >= 5 for group in groups.values())


def test_who_adds_accounts_one_by_one_finds_a_step_that_says_nothing() -> None:
    """Even if the count turned after each: the steps fit five numbers in a row. Nobody knows where rounding begins."""
    fitting: dict[tuple[int, ...], set[int]] = {}
    for others, start in product(range(30), range(5)):
        seen = tuple(RULE.told(others + sybils, start) for sybils in range(16))
        fitting.setdefault(seen, set()).add(others)
    inside = {seen: those for seen, those in fitting.items() if max(those) < 25}
    assert inside
    assert all(min(those) == 0 or max(those) >= 5 for those in inside.values())
