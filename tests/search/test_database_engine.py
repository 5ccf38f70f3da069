"""What the database engine does beyond what every engine is asked in ``test_engines``: on SQLite or PostgreSQL, whichever the tests run on."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.documents import Document
from search.engines import postgresql
from search.engines.base import (
    MARK_END,
    MARK_START,
    PAST_EVENT,
    PROMOTED,
    SYNONYM,
    Held,
    Order,
    Reader,
    SearchRequest,
    SearchResult,
    SimilarRequest,
    SuggestRequest,
    Tombstone,
    ValueFilter,
)
from search.engines.database import DatabaseEngine
from search.query import parse
from search.synonyms import SynonymList
from tests.search.test_engines import NOW, document

pytestmark = pytest.mark.django_db

ANYONE = Reader(NOW)


@pytest.fixture
def target() -> DatabaseEngine:
    return DatabaseEngine()


def write(target: DatabaseEngine, *documents: Document) -> None:
    assert target.index(documents).errors == {}


def asked(
    text: str = "", synonyms: Sequence[tuple[Sequence[str], Sequence[str]]] = (), **further: Any
) -> SearchRequest:
    query = parse(text)
    made = SearchRequest(
        reader=ANYONE,
        first=10,
        clauses=SynonymList(synonyms).clauses(query),
        phrases=query.phrases,
        excluded=query.excluded,
    )
    return replace(made, **further)


@pytest.fixture
def search(target: DatabaseEngine) -> Callable[..., SearchResult]:
    return lambda text="", **further: target.search(asked(text, **further))


@pytest.fixture
def found(search: Callable[..., SearchResult]) -> Callable[..., list[int]]:
    return lambda text="", **further: [hit.id for hit in search(text, **further).hits]


Found = Callable[..., list[int]]
Search = Callable[..., SearchResult]

# --- Text ---------------------------------------------------------------------------------------------------------------------------

GP = [(["gp", "general practitioner"], ["gp", "general practitioner"])]


def test_synonyms_match_in_a_row_and_count_less_than_the_word_itself(
    target: DatabaseEngine, found: Found, search: Search
) -> None:
    write(
        target,
        document(1, body="Ask your general practitioners."),
        document(2, body="A practitioner in general."),
        document(3, body="Ask your own GP please."),
        *(document(key, body="Something else of about this length.") for key in range(4, 9)),
    )
    assert set(found("gps", synonyms=GP)) == {1, 3}
    assert found("gps", synonyms=GP)[0] == 3
    # The words of a clause match each on its own, its alternatives only in a row.
    assert set(found("general practitioner", synonyms=GP)) == {1, 2, 3}
    assert found("general practitioner", synonyms=GP)[-1] == 3


def test_of_a_word_and_its_synonyms_the_best_counts_not_their_sum(target: DatabaseEngine, search: Search) -> None:
    kids = [(["kids"], ["children"])]
    write(
        target,
        document(1, body="Kids and children."),
        document(2, body="Kids and families."),
        document(3, body="Children and families."),
        *(document(key, body="Other things here.") for key in range(4, 9)),
    )
    scores = {hit.id: hit.score or 0 for hit in search("kids", synonyms=kids).hits}
    assert scores[1] == pytest.approx(scores[2], rel=0.01)
    assert scores[3] == pytest.approx(SYNONYM * scores[2], rel=0.01)


def test_phrases_are_in_a_row_within_the_title_or_the_body(target: DatabaseEngine, found: Found) -> None:
    write(
        target,
        document(1, body="The cost of living rises."),
        document(2, body="Living at any cost."),
        document(3, title="What it costs", body="Living of the poor."),
        document(4, title="Costs of living", body="Some words."),
    )
    assert set(found('"cost of living"')) == {1, 4}
    assert found('"costs living"') == []  # the end of the title and the beginning of the body are not in a row
    assert set(found('"cost of living" rises')) == {1}
    assert found('rises "living at any"') == []
    assert found('"cost of living"')[0] == 4  # ranked by its words: the title counts double


def test_what_is_excluded_is_not_found(target: DatabaseEngine, found: Found) -> None:
    write(
        target,
        document(1, body="Damp homes"),
        document(2, body="Damp schools"),
        document(3, body="Dry homes at school"),
    )
    assert found("damp -schools") == [1]
    assert set(found('homes -"at school"')) == {1}
    assert found("-damp") == [3]
    assert set(found("-zzzz")) == {1, 2, 3}
    assert set(found("-_")) == {1, 2, 3}


def test_what_no_index_can_have_finds_nothing(target: DatabaseEngine, found: Found) -> None:
    write(target, document(1, body="words"))
    assert found("_ __") == []
    assert found('words "_ _"') == []
    assert found("_ words") == [1]


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("gene 78e21f in vitro", "78e21f"),
        ("gene 78e21f in vitro", '"gene 78e21f"'),
        ("snake_case names", "snake_case"),
        ("snake_case names", "case"),
        ("housing/food", "food"),
        ("see https://example.org/damp?x=1", "damp"),
        ("a self-rostering ward", "self-rostering"),
        ("1.5e3 units", "1.5e3"),
        ("x" * 70, "x" * 70),
        ("안녕하세요 여러분", "안녕하세요"),
        ("Ελλάδα", "ελλαδα"),
        ("the who", "who"),
        ("so it is", "it is"),
    ],
)
def test_words_are_cut_alike_in_documents_and_queries(
    target: DatabaseEngine, found: Found, written: str, query: str
) -> None:
    write(target, document(1, body=written), document(2, body="Nothing of the sort."))
    assert found(query)[:1] == [1]


def test_what_an_apostrophe_cuts_off_is_not_looked_for(target: DatabaseEngine, found: Found) -> None:
    write(target, document(1, body="A child at play"), document(2, body="The nurse's rota"))
    assert found("child's") == [1]
    assert found("s") == [2]


def test_another_language_has_its_own_stems(target: DatabaseEngine, found: Found, settings: Any) -> None:
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("fr", "French")]
    write(
        target,
        document(1, locale="fr", title="Les inégalités", body="Les chevaux mangeaient."),
        document(2, body="Horses were eating."),
    )
    assert found("mangeait") == [1]
    assert found("eats") == [2]
    assert found('"mange cheval"') == []
    assert found('"cheval mange"') == [1]
    assert found('"chevaux mangeaient"') == [1]
    fragments = target.search(asked("inégalité", highlights=True)).hits[0].fragments
    assert [one.text for one in fragments if one.field == "title"] == [f"Les {MARK_START}inégalités{MARK_END}"]


# --- Orders and pages -----------------------------------------------------------------------------------------------------------------


def event(key: int, starts: int, **further: Any) -> Document:
    """An event that starts so many days from now and lasts one."""
    begin = NOW + timedelta(days=starts)
    return document(key, starts_at=begin, ends_at=begin + timedelta(days=1), **further)


def test_soonest_gives_what_has_not_ended_by_its_start(target: DatabaseEngine, found: Found) -> None:
    write(target, event(1, 9), event(2, -1), event(3, 0), event(4, -5), document(5), event(6, 9))
    for text in ("", "words"):
        assert found(text, order=Order.SOONEST) == [3, 1, 6]
    assert found(order=Order.SOONEST, reader=Reader(NOW - timedelta(days=1))) == [2, 3, 1, 6]


def test_reading_time_and_newest(target: DatabaseEngine, search: Search, found: Found) -> None:
    minutes = {1: 5, 2: 1, 3: 5, 4: 2}
    write(target, *(document(key, reading_minutes=number) for key, number in minutes.items()))
    for text in ("", "words"):
        assert found(text, order=Order.READING_TIME) == [2, 4, 1, 3]
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


# --- Weights --------------------------------------------------------------------------------------------------------------------------


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


# --- Facets ---------------------------------------------------------------------------------------------------------------------------

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
            counts: dict[str, int] = {}
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


# --- Spelling -------------------------------------------------------------------------------------------------------------------------


def test_spelling_is_repaired_from_public_documents_alone(target: DatabaseEngine, search: Search) -> None:
    write(
        target,
        document(1, body="Safeguarding children"),
        document(2, body="A rare polyneuropathy", restrictions=(70,)),
    )
    assert search("safegaurding", spelling=("safegaurding",)).corrections == {"safegaurding": "safeguarding"}
    assert search("polyneuropathi", spelling=("polyneuropahty",)).corrections == {}


def test_a_word_that_the_reader_can_find_stays(target: DatabaseEngine, search: Search) -> None:
    write(target, document(1, body="Bleach"), document(2, body="Bleep the registrar", restrictions=(70,)))
    write(target, document(3, body="Bleed"))
    assert search("bleep", spelling=("bleep",)).corrections == {}
    stranger = Reader(NOW, refused_restrictions=frozenset({70}))
    assert search("bleep", spelling=("bleep",), reader=stranger).corrections == {"bleep": "bleed"}
    assert search("blerp", spelling=("blerp",), reader=stranger).corrections == {}


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
    assert search(verify=every, published_from=NOW).verified == frozenset()


# --- Suggestions and likeness ----------------------------------------------------------------------------------------------------------


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


# --- Highlights -----------------------------------------------------------------------------------------------------------------------


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


# --- Statements -----------------------------------------------------------------------------------------------------------------------


def statements(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len([one for one in captured if "SAVEPOINT" not in one["sql"]])


def test_the_number_of_statements_does_not_depend_on_hits_or_words(target: DatabaseEngine) -> None:
    write(target, *(document(key, body="Safeguarding children in damp homes") for key in range(1, 60)))
    few = asked("damp", first=2, highlights=True, facets=FIELDS, spelling=("damp",))
    many = asked("damp homes safeguarding children home damps", first=50, highlights=True, facets=FIELDS)
    many = replace(many, spelling=("damp", "homes", "safeguarding", "children"))
    assert statements(lambda: target.search(few)) == statements(lambda: target.search(many)) == 3
    wrong = replace(many, spelling=("safegaurding",), verify=("damp", "homes"), explain=True)
    wronger = replace(wrong, spelling=("safegaurding", "safegurdaing", "chidlren", "homse", "zzzzzzzzz"))
    assert statements(lambda: target.search(wrong)) <= statements(lambda: target.search(wronger)) <= 9
    assert statements(lambda: target.suggest(SuggestRequest(ANYONE, ("ti",), 10))) == 1
    write(target, *(document(key, body=f"Rotas {key % 3} at night") for key in range(60, 70)))
    assert statements(lambda: target.similar(SimilarRequest(ANYONE, (60, 61, 62), 5))) == 6


def test_writing_a_batch_takes_as_many_statements_as_writing_a_few(target: DatabaseEngine) -> None:
    def batch(size: int, version: int) -> list[Document]:
        rng = random.Random(version)
        return [
            document(
                key,
                version=version,
                body=" ".join(f"word{rng.randint(1, 5000)}" for _ in range(300)),
                values={"topics": tuple(f"topic{nth}" for nth in range(rng.randint(1, 20)))},
            )
            for key in range(1, size + 1)
        ]

    write(target, *batch(60, 1))
    few, many = batch(10, 2), batch(60, 3)
    assert statements(lambda: write(target, *few)) == statements(lambda: write(target, *many)) <= 9
    assert statements(lambda: target.delete([Tombstone(key, 9) for key in range(1, 61)])) <= 6


# --- The tables ------------------------------------------------------------------------------------------------------------------------


def test_held_and_keys(target: DatabaseEngine) -> None:
    made = [document(key, version=key) for key in (5, 3, 9)]
    write(target, *made)
    assert target.held([3, 4, 9]) == {3: Held(3, made[1].checksum), 9: Held(9, made[2].checksum)}
    assert target.held([]) == {}
    assert list(target.keys_after(0, 2)) == [3, 5]
    assert list(target.keys_after(5, 2)) == [9]
    assert list(target.keys_after(9, 2)) == []


def test_the_full_text_follows_every_change_of_the_table(target: DatabaseEngine, found: Found) -> None:
    """The migrations leave the triggers, or the generated columns, in place, whatever they did to the table."""
    write(target, document(1, title="Housing", body="Damp"), document(2, title="Food", body="Banks"))
    write(target, document(1, version=2, title="Money", body="Debt"))
    target.delete([Tombstone(2, 2)])
    assert (found("housing"), found("damp"), found("banks"), suggested(target, "fo")) == ([], [], [], [])
    assert (found("money"), found("debt"), suggested(target, "mo")) == ([1], [1], [1])
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'search_searchdocument'"
            )
            assert {name for (name,) in cursor.fetchall()} == {
                "search_fulltext_insert",
                "search_fulltext_delete",
                "search_fulltext_update",
            }
            for table in ("search_fulltext", "search_titles"):
                # Raises where the index is not what the table says.
                cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")


def test_beyond_the_exact_scores_the_order_goes_on(target: DatabaseEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite scores every match")
    monkeypatch.setattr(postgresql, "EXACT", 5)
    write(
        target,
        *(
            document(key, body="damp " + "words " * (key % 3 + 1), title="Damp" if key > 18 else "A title")
            for key in range(1, 21)
        ),
        *(document(key, body="rare damp") for key in range(21, 24)),
    )
    request = asked("rare damp", first=100)
    whole = target.search(request)
    assert whole.total == 23
    assert {hit.id for hit in whole.hits[:3]} == {21, 22, 23}
    assert {hit.id for hit in whole.hits[3:5]} == {19, 20}
    scores = [hit.score or 0 for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0
    collected: list[int] = []
    after = None
    for _ in range(6):
        page = target.search(replace(request, first=4, after=after))
        collected += [hit.id for hit in page.hits]
        after = page.hits[-1].cursor
    assert collected == [hit.id for hit in whole.hits]


def test_scores_are_those_of_bm25(target: DatabaseEngine, search: Search) -> None:
    """Against the formula itself: k1 = 1.2, b = 0.75, a place in the title counting double."""
    from math import log

    bodies = {1: "damp " * 3 + "words " * 7, 2: "damp home", 3: "words " * 20, 4: "damp " + "words " * 30}
    titles = {1: "Plain", 2: "Damp homes", 3: "Plain", 4: "Plain"}
    write(target, *(document(key, title=titles[key], body=bodies[key]) for key in bodies))
    lengths = {key: len((titles[key] + " " + bodies[key]).split()) for key in bodies}
    average = sum(lengths.values()) / 4
    idf = log(1 + (4 - 3 + 0.5) / (3 + 0.5))
    expected = {}
    for key, body in bodies.items():
        places = body.split().count("damp") + 2 * titles[key].lower().split().count("damp")
        norm = 1.2 * (0.25 + 0.75 * lengths[key] / average)
        expected[key] = idf * 2.2 * places / (places + norm)
    ranked = sorted((key for key in expected if expected[key]), key=lambda key: -expected[key])
    result = search("damp")
    assert [hit.id for hit in result.hits] == ranked
    if connection.vendor == "postgresql":
        for hit in result.hits:
            assert hit.score == pytest.approx(expected[hit.id], rel=0.03)


def moments() -> list[datetime]:
    return [NOW, NOW + timedelta(microseconds=1), NOW.replace(microsecond=0), NOW + timedelta(microseconds=999_999)]


def test_cursors_keep_moments_to_the_microsecond(target: DatabaseEngine) -> None:
    write(target, *(document(key, first_published_at=one) for key, one in enumerate(moments(), 1)))
    request = asked(order=Order.NEWEST, first=1)
    seen: list[int] = []
    after = None
    for _ in range(4):
        (hit,) = target.search(replace(request, after=after)).hits
        seen.append(hit.id)
        after = hit.cursor
    assert seen == [4, 2, 3, 1]
