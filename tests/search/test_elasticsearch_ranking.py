"""How Elasticsearch ranks, marks, suggests and compares."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from search.engines.base import (
    MARK_END,
    MARK_START,
    PAST_EVENT,
    PROMOTED,
    Cursor,
    Fragment,
    Hit,
    Order,
    Reader,
    SearchRequest,
    SimilarRequest,
    SuggestRequest,
)
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.synonyms import Clause
from search.text import tokens
from tests.search.counting import requests_counted
from tests.search.directly import NOW, document, search, write

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

READER = Reader(NOW)


def marked(*fragments: Fragment) -> list[tuple[str, str]]:
    """Fragments with brackets for marks, to be read."""
    return [(one.field, one.text.replace(MARK_START, "[").replace(MARK_END, "]")) for one in fragments]


# --- Ranking ----------------------------------------------------------------------------------------------------------


def test_reasons_add_up_to_the_score(elasticsearch: ElasticsearchEngine) -> None:
    write(
        elasticsearch,
        document(1, title="GP surgeries", body="The general practitioner and damp housing."),
        document(2, title="Damp", body="A general practitioner.", starts_at=NOW - timedelta(2), ends_at=NOW),
        document(3, title="Housing", body="Damp housing, damp housing."),
        document(4),
    )
    clauses = (
        Clause(("gp",), (("general", "practitioner"), ("doctor",))),
        Clause(("damp",)),
        Clause(("social", "housing"), (("council", "homes"),)),
    )
    request = SearchRequest(READER, 10, clauses, promoted=(2, 3))
    plain = elasticsearch.search(request)
    explained = elasticsearch.search(
        SearchRequest(READER, 10, clauses, promoted=(2, 3), explain=True, phrases=(("damp", "housing"),))
    )
    told = elasticsearch.search(SearchRequest(READER, 10, clauses, promoted=(2, 3), explain=True))
    assert [hit.id for hit in told.hits] == [hit.id for hit in plain.hits]
    for hit, before in zip(told.hits, plain.hits, strict=True):
        assert hit.score == pytest.approx(before.score, rel=1e-5), "explaining changes no score"
    for hit in (*told.hits, *explained.hits):
        assert sum(one.score for one in hit.reasons) == pytest.approx(hit.score, rel=1e-4)
    labels = {hit.id: [one.label for one in hit.reasons] for hit in told.hits}
    assert labels[2] == ["in the title", "gp → general practitioner", "damp", "event is over", "promoted"]
    assert labels[3] == ["in the title", "damp", "housing", "promoted"]
    assert [hit.id for hit in explained.hits] == [3, 1] or {hit.id for hit in explained.hits} == {1, 3}
    assert "“damp housing”" in [one.label for one in explained.hits[0].reasons]


def test_a_long_synonym_does_not_outweigh_the_word_itself(elasticsearch: ElasticsearchEngine) -> None:
    write(
        elasticsearch,
        document(1, body="Ask the gp."),
        document(2, body="Ask the general practitioner."),
        document(3, body="In general."),
        *(document(key) for key in range(4, 9)),
    )
    clauses = (Clause(("gp",), (("general", "practitioner"),)),)
    result = elasticsearch.search(SearchRequest(READER, 10, clauses))
    assert [hit.id for hit in result.hits] == [1, 2], "and its words apart are none"


def test_events_that_are_over_and_promoted_pages(elasticsearch: ElasticsearchEngine) -> None:
    over = {"starts_at": NOW - timedelta(days=1), "ends_at": NOW}
    coming = {"starts_at": NOW, "ends_at": NOW + timedelta(seconds=1)}
    write(elasticsearch, document(1, **over), document(2, **coming), document(3), document(4, **over))
    hits = search(elasticsearch, "words", promoted=(3, 4, 99)).hits
    assert [hit.id for hit in hits] == [3, 4, 2, 1]
    scores = {hit.id: hit.score or 0.0 for hit in hits}
    assert scores[1] / scores[2] == pytest.approx(PAST_EVENT)
    assert scores[3] / scores[2] == pytest.approx(PROMOTED)
    assert scores[4] / scores[2] == pytest.approx(PAST_EVENT * PROMOTED)
    assert [hit.id for hit in search(elasticsearch, "", promoted=(4,)).hits] == [1, 2, 3, 4], "browsing is by date"


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("text", ["", "words"])
def test_pages_of_every_order_join(elasticsearch: ElasticsearchEngine, order: Order, text: str) -> None:
    later = timedelta(microseconds=1)  # finer than the server's milliseconds
    write(
        elasticsearch,
        *(
            document(
                key,
                body="words " * (key % 3 + 1),
                reading_minutes=key % 4,
                first_published_at=NOW - timedelta(hours=key % 5) + key * later,
                starts_at=NOW + timedelta(hours=key % 5) if key % 2 else None,
                ends_at=NOW + timedelta(hours=key % 5) + timedelta(minutes=key - 5) if key % 2 else None,
            )
            for key in range(1, 24)
        ),
    )
    whole = search(elasticsearch, text, order=order, first=50)
    assert len(whole.hits) == whole.total
    after: Cursor | None = None
    joined: list[Hit] = []
    while not joined or after is not None:
        page = search(elasticsearch, text, order=order, first=4, after=after)
        joined += page.hits
        after = page.hits[-1].cursor if page.has_next else None
    assert [hit.id for hit in joined] == [hit.id for hit in whole.hits]
    assert [hit.cursor.position for hit in joined] == list(range(1, whole.total + 1))
    if order is Order.SOONEST:
        assert whole.total == 23, "what is not coming is found, too"
    assert all((hit.score is not None) == (bool(text) and order is Order.RELEVANCE) for hit in whole.hits)


# --- Highlights -------------------------------------------------------------------------------------------------------


def test_what_is_marked(elasticsearch: ElasticsearchEngine) -> None:
    write(
        elasticsearch,
        document(
            1,
            title="<b>Housing</b> & health",
            body="The general election. Ask your general practitioner about houses. " + "Nothing here. " * 40 + "Damp!",
        ),
        document(2, title="x", body="A safe space. The room is a space that is safe."),
    )
    clauses = (Clause(("gp",), (("general", "practitioner"),)), Clause(("housing",)), Clause(("damp",)))
    (hit,) = elasticsearch.search(SearchRequest(READER, 10, clauses, highlights=True)).hits
    fragments = marked(*hit.fragments)
    assert fragments[0] == ("title", "<b>[Housing]</b> & health")
    text = " … ".join(text for _, text in fragments[1:])
    assert "[general practitioner]" in text
    assert "[general] election" not in text, "a synonym's words only in a row"
    assert "[houses]" in text
    assert "[Damp]!" in text
    assert all(len(text) < 300 for _, text in fragments)
    (hit,) = search(elasticsearch, '"safe space"', highlights=True).hits
    assert marked(*hit.fragments) == [("body", "A [safe space]. The room is a space that is safe.")]
    assert search(elasticsearch, "", highlights=True).hits[0].fragments == ()


# --- As you type, and more like this ----------------------------------------------------------------------------------


def test_suggestions(elasticsearch: ElasticsearchEngine) -> None:
    long = "pneumonoultramicroscopicsilicovolcanoconiosis"
    write(
        elasticsearch,
        document(1, title="Asking about housing"),
        document(2, title="Housing benefit: a guide"),
        document(3, title="Housing"),
        document(4, title="House visits", restrictions=(7,)),
        document(5, title="Housing", expires_at=NOW),
        document(6, title="Self-rostering and housing"),
        document(7, title=f"On {long}"),
        document(8, body="housing"),
    )

    def suggested(typed: str, **reader: Any) -> list[int]:
        request = SuggestRequest(Reader(NOW, **reader), tuple(tokens(typed)), 10)
        return [key for key, _ in elasticsearch.suggest(request)]

    assert suggested("hous", refused_restrictions=frozenset({7})) == [3, 2, 1, 6]
    assert suggested("hous") == [3, 4, 2, 1, 6]
    assert suggested("housing be") == [2]
    assert suggested("benefit hous") == [2], "in any order"
    assert suggested("ho be") == [], "only the last word may be unfinished"
    assert suggested("self rost") == [6]
    assert suggested(long[:-3]) == [7]
    assert suggested("housing", refused_pages=frozenset({2, 3})) == [1, 6]
    assert suggested("zzz") == []
    assert suggested("") == []
    assert elasticsearch.suggest(SuggestRequest(READER, ("housing",), 2)) == [(3, "article"), (2, "article")]


def test_more_like_these(elasticsearch: ElasticsearchEngine) -> None:
    about = "Damp housing and mould harm the lungs of children. Inhalers do not mend a wet wall."
    write(
        elasticsearch,
        document(1, title="Damp housing", body=about),
        document(2, title="Mould", body=about),
        document(3, title="Damp and lungs", body=about, restrictions=(7,)),
        document(4, title="Damp walls", body=about, expires_at=NOW),
        document(5, title="Food banks", body="Hunger, and what a clinic offers."),
    )
    reader = Reader(NOW, refused_restrictions=frozenset({7}), public_only=True)
    with requests_counted() as made:
        similar = elasticsearch.similar(SimilarRequest(reader, (1, 2, 5, 99), 3))
    assert len(made) == 1
    assert similar == {1: [(2, "article")], 2: [(1, "article")], 5: [], 99: []}
    with requests_counted() as made:
        whole = elasticsearch.similar(SimilarRequest(READER, (1, 3), 3))
    assert len(made) == 2
    assert {key for key, _ in whole[1]} == {2, 3}
    assert {key for key, _ in whole[3]} == {1, 2}, "a private page is like public ones to who may see it"
    some = Reader(NOW, refused_restrictions=frozenset({7}))
    assert elasticsearch.similar(SimilarRequest(some, (1, 3), 3)) == {1: [(2, "article")], 3: []}
    assert elasticsearch.similar(SimilarRequest(READER, (), 3)) == {}
