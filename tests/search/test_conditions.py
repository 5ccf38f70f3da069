"""Conditions, counts and what is coming first: on every engine as plain Python counts them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from content_types.core.conditions import AllOf, AnyOf, Condition, Not, Range, ValueFilter
from search.documents import Document
from search.engines import engine
from search.engines.base import Cursor, Order, SearchEngine
from tests.search.directly import NOW, asked, document, found, search, write

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]

FIELDS = ("topics", "kind", "time_needed", "stage")
TOPICS, KINDS = ("debt", "food", "housing"), ("film", "book")
MINUTES = {3: "0-5", 10: "6-15", 200: "61-"}


@pytest.fixture
def target(each_engine: str) -> SearchEngine:
    return engine(each_engine)


# --- Conditions -------------------------------------------------------------------------------------------------------


def holds(one: Document, condition: Condition) -> bool:
    """Whether a condition holds of a document, as it is meant."""
    match condition:
        case ValueFilter(field, any_of, all_of, none_of):
            values = set(one.values.get(field, ()))
            may = any_of is None or bool(values & set(any_of))
            return may and set(all_of) <= values and not values & set(none_of)
        case Range(field, gt, gte, lt, lte):
            value: Any = one.numbers.get(field) if field == "time_needed" else getattr(one, field)
            if value is None:
                return False
            above = (gt is None or value > gt) and (gte is None or value >= gte)
            return above and (lt is None or value < lt) and (lte is None or value <= lte)
        case AllOf(parts):
            return all(holds(one, part) for part in parts)
        case AnyOf(parts):
            return any(holds(one, part) for part in parts)
        case Not(part):
            return not holds(one, part)


def made(rng: random.Random, key: int) -> Document:
    starts = NOW + timedelta(hours=rng.randint(-30, 30)) if rng.random() < 0.5 else None
    minutes = rng.choice([None, *MINUTES])
    values = {
        "topics": tuple(rng.sample(TOPICS, rng.randint(0, 3))),
        "kind": tuple(rng.sample(KINDS, rng.randint(0, 1))),
        "time_needed": (MINUTES[minutes],) if minutes else (),
    }
    return document(
        key,
        body=rng.choice(["damp words", "words"]),
        values={name: many for name, many in values.items() if many},
        numbers={"time_needed": minutes} if minutes else {},
        first_published_at=NOW - timedelta(hours=rng.randint(1, 90)),
        last_published_at=NOW - timedelta(hours=rng.randint(0, 40)),
        starts_at=starts,
        ends_at=starts + timedelta(hours=rng.randint(1, 9)) if starts else None,
    )


def leaf(rng: random.Random) -> Condition:
    def some(values: Sequence[str]) -> tuple[str, ...]:
        return tuple(rng.sample(values, rng.randint(0, len(values))))

    moment = NOW + timedelta(hours=rng.randint(-40, 40))
    return rng.choice(
        [
            ValueFilter("topics", rng.choice([None, some(TOPICS)]), some(TOPICS[:2]), some(TOPICS[2:])),
            ValueFilter("kind", any_of=some(KINDS)),
            ValueFilter("stage", none_of=("idea",)),
            ValueFilter("time_needed", any_of=("0-5", "61-")),
            Range("time_needed", lte=rng.choice([2, 3, 10])),
            Range("time_needed", gt=3, lt=200),
            Range("starts_at", gte=moment),
            Range("ends_at", lte=moment),
            Range("last_published_at", gte=NOW - timedelta(hours=20), lt=NOW),
            Range("first_published_at", gt=moment),
        ]
    )


def tree(rng: random.Random, depth: int) -> Condition:
    if not depth or rng.random() < 0.4:
        return leaf(rng)
    parts = tuple(tree(rng, depth - 1) for _ in range(rng.randint(0, 3)))
    return rng.choice([AllOf(parts), AnyOf(parts), Not(tree(rng, depth - 1))])


@pytest.mark.parametrize("seed", range(4))
def test_any_conditions_find_and_count_what_they_mean(target: SearchEngine, seed: int) -> None:
    rng = random.Random(seed)
    library = [made(rng, key) for key in range(1, 41)]
    write(target, *library)
    for _ in range(25):
        filters = tuple(tree(rng, 3) for _ in range(rng.randint(1, 2)))
        text, order = rng.choice(["", "damp"]), rng.choice(list(Order))
        result = target.search(asked(text, filters=filters, facets=FIELDS, order=order, first=100))
        matching = [one for one in library if text in one.body]
        expected = {one.id for one in matching if all(holds(one, part) for part in filters)}
        assert ({hit.id for hit in result.hits}, result.total) == (expected, len(expected)), (text, order, filters)
        for field in FIELDS:
            # What is chosen in the field at the top, and only there, does not narrow its own counts.
            open_filters = [
                replace(one, any_of=None) if isinstance(one, ValueFilter) and one.field == field else one
                for one in filters
            ]
            counts = Counter(
                value
                for one in matching
                if all(holds(one, part) for part in open_filters)
                for value in one.values.get(field, ())
            )
            of_field = [one for one in filters if isinstance(one, ValueFilter) and one.field == field]
            chosen = {value: 0 for one in of_field for value in one.any_of or ()}  # shown all the same, to be unticked
            assert dict(result.facets[field]) == chosen | dict(counts), (field, filters)


def test_what_has_no_number_or_moment_is_in_no_range_and_in_its_contrary(target: SearchEngine) -> None:
    write(target, document(1, numbers={"time_needed": 5}, values={"time_needed": ("0-5",)}), document(2))
    assert found(target, filters=(Range("time_needed", lte=9),)) == [1]
    assert found(target, filters=(Not(Range("time_needed", lte=9)),)) == [2]
    assert found(target, filters=(Not(Range("ends_at", lte=NOW)),)) == [1, 2]


def test_whole_numbers_and_others_are_written_together(target: SearchEngine) -> None:
    write(
        target,
        document(1, numbers={"time_needed": 5}, values={"time_needed": ("0-5",)}),
        document(2, numbers={"latitude": 53.8}),
    )
    assert found(target, filters=(Range("latitude", gte=53.79, lt=53.81),)) == [2]
    assert found(target, filters=(Range("time_needed", lte=5),)) == [1]


def test_of_nothing_everything_is_all_of_it_and_nothing_any(target: SearchEngine) -> None:
    write(target, document(1))
    assert found(target, filters=(AllOf(()),)) == [1]
    assert found(target, filters=(AnyOf(()),)) == []
    assert found(target, filters=(Not(AllOf(())),)) == []


# --- What is coming first ---------------------------------------------------------------------------------------------


def event(key: int, starts: int, **further: Any) -> Document:
    """An event that starts so many days from now and lasts one."""
    begin = NOW + timedelta(days=starts)
    return document(key, starts_at=begin, ends_at=begin + timedelta(days=1), **further)


def test_soonest_gives_what_is_coming_then_what_is_over_then_all_else(target: SearchEngine) -> None:
    write(
        target,
        event(1, 9),
        event(2, -1),  # ends this moment
        event(3, 0),
        event(4, -5),
        document(5, first_published_at=NOW - timedelta(days=9)),
        event(6, 9),
        document(7, first_published_at=datetime(1969, 5, 1, tzinfo=NOW.tzinfo)),
        document(8, first_published_at=NOW),
    )
    for text in ("", "words"):
        result = search(target, text, order=Order.SOONEST)
        assert [hit.id for hit in result.hits] == [3, 1, 6, 2, 4, 8, 5, 7]
        assert result.total == 8
    narrowed = search(target, order=Order.SOONEST, filters=(Range("ends_at", gt=NOW),))
    assert ([hit.id for hit in narrowed.hits], narrowed.total) == ([3, 1, 6], 3)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_by_what_is_coming_join_wherever_the_list_was_begun(target: SearchEngine, size: int) -> None:
    write(target, *(event(key, key - 4) for key in range(1, 8)), *(document(key) for key in range(8, 11)))
    whole = found(target, order=Order.SOONEST)
    assert len(whole) == 10
    for begun_elsewhere in (False, True):
        joined: list[int] = []
        after: Cursor | None = None
        while not joined or after is not None:
            page = search(target, order=Order.SOONEST, first=size, after=after)
            assert page.total == 10
            joined += [hit.id for hit in page.hits]
            after = page.hits[-1].cursor if page.has_next else None
            if after is not None and begun_elsewhere:
                after = replace(after, engine="another", sort=0.0)
        assert joined == whole
