"""Orders, facets, spelling, suggestions, similarity and highlights of the database engine,
on whichever database the tests run on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from content_types.core.conditions import Range, ValueFilter
from search.documents import Document
from search.engines.base import (
    MARK_END,
    MARK_START,
    PAST_EVENT,
    PROMOTED,
    Order,
    Reader,
    SimilarRequest,
    SuggestRequest,
)
from search.engines.database.engine import DatabaseEngine
from tests.search.directly import ANYONE, GP, NOW, Found, Search, asked, document, write

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]

# --- Facets -----------------------------------------------------------------------------------------------------------

FIELDS = ("topics", "kind", "level")


def _library(rng: random.Random) -> list[Document]:
    made = []
    for key in range(1, 60):
        values = {
            "topics": tuple(rng.sample(["debt", "food", "housing", "racism"], rng.randint(0, 3))),
            "kind": tuple(rng.sample(["film", "book", "guide"], rng.randint(0, 1))),
            "level": tuple(rng.sample(["personal", "team"], rng.randint(0, 2))),
        }
        made.append(
            document(
                key,
                body=rng.choice(["damp words", "dry words", "words"]),
                values={name: found for name, found in values.items() if found},
                restrictions=rng.choice([(), (), (70,)]),
                expires_at=rng.choice([None, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
            )
        )
    return made


def _fits(one: Document, filters: Sequence[ValueFilter], but: str | None = None) -> bool:
    for chosen in filters:
        values = set(one.values.get(chosen.field, ()))
        if chosen.any_of is not None and chosen.field != but and not values & set(chosen.any_of):
            return False
        if not set(chosen.all_of) <= values or set(chosen.none_of) & values:
            return False
    return True


@pytest.mark.parametrize("seed", range(6))
def test_facets_count_what_their_own_choice_leaves_out_and_nothing_hidden(target: DatabaseEngine, seed: int) -> None:
    rng = random.Random(seed)
    library = _library(rng)
    write(target, *library)
    reader = Reader(NOW, refused_restrictions=frozenset({70}))
    for _ in range(6):
        filters = tuple(
            rng.sample(
                [
                    ValueFilter("topics", any_of=("debt", "food")),
                    ValueFilter("topics", any_of=("housing",), none_of=("racism",)),
                    ValueFilter("kind", any_of=("film",)),
                    ValueFilter("level", all_of=("team",)),
                    ValueFilter("level", any_of=("personal",)),
                    ValueFilter("kind", any_of=()),
                ],
                rng.randint(0, 3),
            )
        )
        text, order = rng.choice([("", Order.RELEVANCE), ("damp", Order.RELEVANCE), ("damp", Order.NEWEST)])
        seen = [
            one
            for one in library
            if (one.expires_at is None or one.expires_at > NOW) and not one.restrictions and text in one.body
        ]
        result = target.search(asked(text, reader=reader, filters=filters, facets=FIELDS, order=order, first=100))
        expected = {one.id for one in seen if _fits(one, filters)}
        assert ({hit.id for hit in result.hits}, result.total) == (expected, len(expected)), (text, filters)
        for field in FIELDS:
            counts = {value: 0 for one in filters if one.field == field for value in one.any_of or ()}
            for one in seen:
                if _fits(one, filters, but=field):
                    for value in one.values.get(field, ()):
                        counts[value] = counts.get(value, 0) + 1
            assert list(result.facets[field]) == sorted(counts.items(), key=lambda one: (-one[1], one[0])), (
                field,
                filters,
            )


def test_facets_where_nothing_is_found(target: DatabaseEngine, search: Search) -> None:
    write(target, document(1))
    assert search("zzzz", facets=FIELDS).facets == {field: [] for field in FIELDS}
    assert search("_", facets=FIELDS).facets == {field: [] for field in FIELDS}


# --- Spelling ---------------------------------------------------------------------------------------------------------


def test_recognised_are_words_in_any_form_that_this_reader_may_see(target: DatabaseEngine, search: Search) -> None:
    write(
        target,
        document(1, body="Bleeps and food banks", values={"kind": ("film",)}),
        document(2, body="A polyneuropathy", restrictions=(70,)),
    )
    rows = (("bleep",), ("food", "bank"), ("bank", "food"), ("polyneuropathies",), ("_",))
    stranger = Reader(NOW, refused_restrictions=frozenset({70}))
    assert search(recognise=rows).recognised == {("bleep",), ("food", "bank"), ("polyneuropathies",)}
    assert search(recognise=rows, reader=stranger).recognised == {("bleep",), ("food", "bank")}
    narrowed = search(recognise=rows, reader=stranger, filters=(ValueFilter("kind", any_of=("book",)),))
    assert narrowed.recognised == {("bleep",), ("food", "bank")}, "whatever is asked for, the word is right"


def test_verified_are_words_as_written_that_this_reader_may_see(target: DatabaseEngine, search: Search) -> None:
    write(
        target,
        document(1, body="Children", values={"kind": ("film",)}),
        document(2, body="Poverty", restrictions=(70,)),
        document(3, body="Housing", expires_at=NOW),
        document(4, body="Hunger", ancestry=(1, 7, 4)),
    )
    every = ("children", "child", "poverty", "housing", "hunger", "_")
    reader = Reader(NOW, frozenset({7}), frozenset({70}))
    assert search(verify=every).verified == {"children", "poverty", "hunger"}
    assert search(verify=every, reader=reader).verified == {"children"}
    assert search(verify=every, filters=(ValueFilter("kind", any_of=("book",)),)).verified == frozenset()
    assert search(verify=every, filters=(Range("first_published_at", gte=NOW),)).verified == frozenset()


# --- Suggestions and similarity ---------------------------------------------------------------------------------------


def suggested(target: DatabaseEngine, *words: str, reader: Reader = ANYONE, first: int = 10) -> list[int]:
    return [key for key, _ in target.suggest(SuggestRequest(reader, words, first))]


def test_suggestions_begin_with_it_first_then_the_shorter(target: DatabaseEngine) -> None:
    write(
        target,
        document(1, title="On food banks and pride"),
        document(2, title="Food"),
        document(3, title="Food banks near you, and how to refer"),
        document(4, title="The foot", body="food"),
        document(5, title="Banks of food"),
    )
    assert suggested(target, "fo") == [2, 3, 4, 5, 1]
    assert suggested(target, "food", "ba") == [3, 5, 1]
    assert suggested(target, "ba", "food") == [5, 1, 3]
    assert suggested(target, "foods") == []
    assert suggested(target, "food", first=1) == [2]
    assert target.suggest(SuggestRequest(ANYONE, (), 10)) == []


def test_suggestions_hide_what_searches_hide(target: DatabaseEngine) -> None:
    write(
        target,
        document(1, title="Food"),
        document(2, title="Food", restrictions=(70,)),
        document(3, title="Food", ancestry=(1, 7, 3)),
        document(4, title="Food", expires_at=NOW),
    )
    assert suggested(target, "foo") == [1, 2, 3]
    assert suggested(target, "foo", reader=Reader(NOW, frozenset({7}), frozenset({70}))) == [1]


def test_alike_are_pages_with_the_same_telling_words_that_the_reader_may_see(target: DatabaseEngine) -> None:
    filler = "Some words that every page of the library has. "
    write(
        target,
        document(1, title="Damp flats", body=filler + "Mould spores harm the lungs of children in damp flats."),
        document(2, title="Mould", body=filler + "Damp flats, mould and spores."),
        document(3, title="Lungs", body=filler + "Mould spores in damp flats harm lungs.", restrictions=(70,)),
        document(4, title="Rotas", body=filler + "Night shifts and rotas."),
        document(5, title="Shifts", body=filler + "Rotas for night shifts."),
        *(document(key, title="Another", body=filler) for key in range(6, 20)),
    )
    like = target.similar(SimilarRequest(ANYONE, (1, 4, 99), 5))
    assert set(like) == {1, 4, 99}
    assert {key for key, _ in like[1]} == {2, 3}
    assert [key for key, _ in like[4]] == [5]
    assert like[99] == []
    stranger = Reader(NOW, refused_restrictions=frozenset({70}))
    assert target.similar(SimilarRequest(stranger, (1, 3), 5)) == {1: [(2, "article")], 3: []}


# --- Highlights -------------------------------------------------------------------------------------------------------


def test_highlights_are_of_the_text_as_written(target: DatabaseEngine, search: Search) -> None:
    write(target, document(1, title="Zoë’s Cafés", body="A café for families."), document(2, body="The cafe."))
    (first, second) = search("cafes zoe", highlights=True).hits
    assert [(one.field, one.text) for one in first.fragments] == [
        ("title", f"{MARK_START}Zoë{MARK_END}’s {MARK_START}Cafés{MARK_END}"),
        ("body", f"A {MARK_START}café{MARK_END} for families."),
    ]
    assert [one.field for one in second.fragments] == ["body"]
    assert search("", highlights=True).hits[0].fragments == ()
    assert search("cafe").hits[0].fragments == ()


# --- Orders and pages -------------------------------------------------------------------------------------------------


def event(key: int, starts: int, **further: Any) -> Document:
    """An event that starts so many days from now and lasts one."""
    begin = NOW + timedelta(days=starts)
    return document(key, starts_at=begin, ends_at=begin + timedelta(days=1), **further)


def test_reading_time_and_newest(target: DatabaseEngine, search: Search, found: Found) -> None:
    minutes = {1: 5, 2: 1, 3: 5, 4: 2}
    write(target, *(document(key, reading_minutes=number) for key, number in minutes.items()))
    for text in ("", "words"):
        assert found(text, order=Order.SHORTEST) == [2, 4, 1, 3]
        assert found(text, order=Order.NEWEST) == [1, 2, 3, 4]
        assert {hit.score for hit in search(text, order=Order.NEWEST).hits} == {None}


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("text", ["", "words damp"])
def test_pages_of_every_order_join(target: DatabaseEngine, order: Order, text: str) -> None:
    rng = random.Random(7)
    write(
        target,
        *(
            event(
                key,
                rng.randint(0, 3),
                body="words " * rng.randint(1, 4) + "damp " * rng.randint(0, 2),
                reading_minutes=rng.randint(1, 3),
                first_published_at=NOW - timedelta(microseconds=rng.randint(1, 5)),
            )
            for key in range(1, 30)
        ),
    )
    request = asked(text, order=order, first=100)
    whole = [hit.id for hit in target.search(request).hits]
    assert len(whole) == 29
    collected: list[int] = []
    after = None
    while True:
        result = target.search(replace(request, first=4, after=after))
        assert result.total == 29
        collected += [hit.id for hit in result.hits]
        if not result.has_next:
            break
        after = result.hits[-1].cursor
    assert collected == whole


def test_past_the_end_the_total_stays(target: DatabaseEngine, search: Search) -> None:
    write(target, document(1), document(2))
    last = search("words").hits[-1].cursor
    beyond = search("words", after=last)
    assert (list(beyond.hits), beyond.total, beyond.has_next) == ([], 2, False)


# --- Weights ----------------------------------------------------------------------------------------------------------


def test_events_that_are_over_count_less_and_promoted_pages_more(target: DatabaseEngine, search: Search) -> None:
    write(target, document(1), event(2, -9), document(3), event(4, 9), document(5, body="Nothing."))
    scores = {hit.id: hit.score or 0 for hit in search("words", promoted=(3, 5)).hits}
    assert set(scores) == {1, 2, 3, 4}
    assert scores[4] == pytest.approx(scores[1])
    assert scores[2] == pytest.approx(PAST_EVENT * scores[1])
    assert scores[3] == pytest.approx(PROMOTED * scores[1])
    assert [hit.id for hit in search("words", promoted=(3, 5)).hits] == [3, 1, 4, 2]


def test_reasons_add_up_to_the_score(target: DatabaseEngine, search: Search) -> None:
    write(
        target,
        event(1, -9, title="The general practitioner", body="Damp homes and the cost of living."),
        document(2, body="A GP on damp homes, and what living may cost: the cost of living."),
        document(3, body="Nothing."),
        *(document(key) for key in range(4, 12)),
    )
    result = search('gp damp homes "cost of living"', synonyms=GP, explain=True, promoted=(2,))
    labels = {hit.id: [one.label for one in hit.reasons] for hit in result.hits}
    assert labels == {
        1: ["gp → general practitioner", "damp", "homes", "“cost of living”", "event is over"],
        2: ["gp", "damp", "homes", "“cost of living”", "promoted"],
    }
    for hit in result.hits:
        assert sum(one.score for one in hit.reasons) == pytest.approx(hit.score, rel=1e-4)
    assert search("damp").hits[0].reasons == ()


def test_pages_that_are_left_out_are_not_found(target: DatabaseEngine, search: Search) -> None:
    write(target, document(1), document(2), document(3))
    result = search("words", left_out=(2,))
    assert ([hit.id for hit in result.hits], result.total) == ([1, 3], 2)
