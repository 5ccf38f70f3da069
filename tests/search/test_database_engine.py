"""What the database engine does beyond what every engine is asked in ``test_engines``:
on SQLite or PostgreSQL, whichever the tests run on."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.documents import Document
from search.engines.base import (
    MARK_END,
    MARK_START,
    SYNONYM,
    Held,
    Order,
    SimilarRequest,
    SuggestRequest,
    Tombstone,
)
from search.engines.database import postgresql
from search.engines.database.engine import DatabaseEngine
from tests.search.directly import ANYONE, GP, NOW, Found, Search, asked, document, write

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]

# --- Text -------------------------------------------------------------------------------------------------------------


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


def test_what_says_nothing_asks_nothing(target: DatabaseEngine, found: Found) -> None:
    write(target, document(1, body="words"), document(2, body="others"))
    assert found("_ __") == found("") == [1, 2]
    assert found('words "_ _"') == found("_ words") == [1]
    assert found('nothing "_ _"') == []


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
    assert found("nurses") == found("nurse's") == [2]
    assert found("s") == []


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


FIELDS = ("topics", "kind", "level")


def suggested(target: DatabaseEngine, *words: str) -> list[int]:
    return [key for key, _ in target.suggest(SuggestRequest(ANYONE, words, 10))]


# --- Statements -------------------------------------------------------------------------------------------------------


def statements(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len([one for one in captured if "SAVEPOINT" not in one["sql"]])


def test_the_number_of_statements_does_not_depend_on_hits_or_words(target: DatabaseEngine) -> None:
    write(target, *(document(key, body="Safeguarding children in damp homes") for key in range(1, 60)))
    few = asked("damp", first=2, highlights=True, facets=FIELDS)
    many = asked("damp homes safeguarding children home damps", first=50, highlights=True, facets=FIELDS)
    assert statements(lambda: target.search(few)) == statements(lambda: target.search(many)) == 2
    wrong = replace(many, verify=("damp",), recognise=(("dapm",),), explain=True)
    wronger = replace(wrong, verify=("damp", "homes"), recognise=(("dapm",), ("homse",), ("ho", "mse")))
    assert statements(lambda: target.search(wrong)) == statements(lambda: target.search(wronger)) <= 7
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


# --- The tables -------------------------------------------------------------------------------------------------------


def test_it_says_which_documents_it_holds_and_in_which_version(target: DatabaseEngine) -> None:
    made = [document(key, version=key) for key in (5, 3, 9)]
    write(target, *made)
    assert target.held([3, 4, 9]) == {3: Held(3, made[1].checksum), 9: Held(9, made[2].checksum)}
    assert target.held([]) == {}


def test_its_keys_are_read_in_order_and_in_parts(target: DatabaseEngine) -> None:
    write(target, *(document(key) for key in (5, 3, 9)))
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


@pytest.mark.postgres
def test_beyond_the_exact_scores_the_order_goes_on(target: DatabaseEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite scores every match."""
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
    """Against the formula itself:
    k1 = 1.2, b = 0.75, a place in the title counting double, and a fifth of what the title would be alone."""
    from math import log

    bodies = {1: "damp " * 3 + "words " * 7, 2: "damp home", 3: "words " * 20, 4: "damp " + "words " * 30}
    titles = {1: "Plain", 2: "Damp homes", 3: "Plain", 4: "Plain"}
    write(target, *(document(key, title=titles[key], body=bodies[key]) for key in bodies))
    lengths = {key: len((titles[key] + " " + bodies[key]).split()) for key in bodies}
    average = sum(lengths.values()) / 4
    idf, title_idf = log(1 + (4 - 3 + 0.5) / (3 + 0.5)), log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    expected = {}
    for key, body in bodies.items():
        in_title = 2 * titles[key].lower().split().count("damp")
        places = body.split().count("damp") + in_title
        norm = 1.2 * (0.25 + 0.75 * lengths[key] / average)
        expected[key] = 2.2 * (idf * places / (places + norm) + 0.2 * title_idf * in_title / (in_title + norm))
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
