"""What Elasticsearch does in its own way: analysis, languages, one request for everything, what never leaks, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from search.engines import ELASTICSEARCH, engine
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
    Tombstone,
    ValueFilter,
)
from search.engines.elasticsearch import ElasticsearchEngine
from search.errors import EngineAway, EngineUnavailable, IndexMissing
from search.synonyms import Clause
from search.text import tokens
from tests.search.test_engines import NOW, document, found, search, write

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

READER = Reader(NOW)


def marked(*fragments: Fragment) -> list[tuple[str, str]]:
    """Fragments with brackets for marks, to be read."""
    return [(one.field, one.text.replace(MARK_START, "[").replace(MARK_END, "]")) for one in fragments]


@contextmanager
def requests_counted() -> Iterator[list[str]]:
    """The requests that leave for the server."""
    made: list[str] = []
    real = Elasticsearch.perform_request

    def perform(self: Elasticsearch, method: str, path: str, **further: Any) -> Any:
        made.append(f"{method} {path}")
        return real(self, method, path, **further)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Elasticsearch, "perform_request", perform)
        yield made


# --- Analysis -----------------------------------------------------------------------------------------------------------------------


def test_words_are_cut_as_queries_are(elasticsearch: ElasticsearchEngine) -> None:
    """What a query is split into (``search.text.tokens``) is what a document is split into, in every script."""
    texts = [
        "child's l’enfant o'clock e.g. the U.K. 10,000 3.5 a:b x;y covid19 foo_bar half-day and/or",
        "Zoë naïve ﬁne cafe\u0301 x² 5½",
        "the A&E, Q&A R&D P&L&M salt&pepper A & E AT&T &c",
        "Ἑλλάς υγεία παιδιά",
        "Йод ёлка їжа здоровье",
        "أطفال مدرسة צדק",
        "हिन्दी स्वास्थ्य বাংলা ไทย",
        "ガイド パン",
    ]
    for text in texts:
        answer = elasticsearch.client.indices.analyze(
            index=elasticsearch.alias,
            char_filter=["as_tokens", "abbreviations"],
            tokenizer="standard",
            filter=["lowercase", "asciifolding"],
            text=text,
        )
        assert [one["token"] for one in answer["tokens"]] == tokens(text), text


@pytest.mark.parametrize(
    "word",
    ["Zoë", "Straße", "Łódź", "υγεία", "Йод", "здоровье", "أطفال", "한국", "ガイド", "健康", "ไทย"],
)
def test_a_word_of_any_script_is_found(elasticsearch: ElasticsearchEngine, word: str) -> None:
    write(elasticsearch, document(1, title=word), document(2, body=f"x {word} y"), document(3))
    assert found(elasticsearch, word) == [1, 2]
    assert found(elasticsearch, f'"x {word} y"') == [2]
    assert [key for key, _ in elasticsearch.suggest(SuggestRequest(READER, tuple(tokens(word))[:1], 5))] == [1]


@pytest.mark.parametrize(
    ("body", "phrase"),
    [
        ("The child's health matters.", "child's health"),
        ("Ask about the children’s rights.", "childrens rights"),
        ("Cost of living: £10,000 a year.", "10,000 a year"),
        ("See e.g. the U.K. report.", "u.k. report"),
    ],
)
def test_phrases_with_marks_inside(elasticsearch: ElasticsearchEngine, body: str, phrase: str) -> None:
    write(elasticsearch, document(1, body=body), document(2, body="Something else."))
    assert found(elasticsearch, f'"{phrase}"') == ([] if phrase == "childrens rights" else [1])


def test_a_query_of_stop_words_alone_finds_what_has_them(elasticsearch: ElasticsearchEngine) -> None:
    write(elasticsearch, document(1, title="If not now"), document(2, title="Later"))
    assert found(elasticsearch, "not if") == [1]
    assert found(elasticsearch, "not later") == [2], "else they say nothing"


def test_every_part_is_explicitly_mapped(elasticsearch: ElasticsearchEngine) -> None:
    (described,) = elasticsearch.client.indices.get_mapping(index=elasticsearch.alias).values()
    assert described["mappings"]["dynamic"] == "strict"
    with pytest.raises(Exception, match="strict_dynamic_mapping_exception"):
        elasticsearch.client.index(index=elasticsearch.alias, document={"unknown": 1})


# --- Languages ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_french(settings: Any) -> None:
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("fr", "Français")]


@pytest.mark.usefixtures("with_french")
def test_a_page_is_analysed_in_its_language(with_french: None, elasticsearch: ElasticsearchEngine) -> None:
    write(
        elasticsearch,
        document(1, locale="fr", title="La santé des enfants", body="L’école protège les enfants précaires."),
        document(2, locale="fr", title="Le logement", body="Droit de l'enfant au logement."),
        document(3, title="Children's health", body="Schools protect children."),
        document(4, locale="cy", title="Iechyd plant", body="Ysgolion."),  # no stemmer: as English
    )
    assert found(elasticsearch, "enfant") == [1, 2], "the French stem, in the title first"
    assert found(elasticsearch, "ecole") == [1], "without accents, the article cut off"
    assert found(elasticsearch, "protégés précaire") == [1]
    assert found(elasticsearch, '"droit de l’enfant"') == [2]
    assert found(elasticsearch, "protecting school") == [3]
    assert found(elasticsearch, "enfants children -logement") in ([1, 3], [3, 1])
    assert found(elasticsearch, "iechyd") == [4]
    result = search(elasticsearch, "enfant", highlights=True)
    assert marked(*result.hits[0].fragments) == [
        ("title", "La santé des [enfants]"),
        ("body", "L’école protège les [enfants] précaires."),
    ]
    assert [key for key, _ in elasticsearch.suggest(SuggestRequest(READER, ("sante",), 5))] == [1]
    similar = elasticsearch.similar(SimilarRequest(READER, (1,), 5))
    assert [key for key, _ in similar[1]] == [2]
    assert search(elasticsearch, "ecloe", spelling=("ecloe",)).corrections == {"ecloe": "ecole"}


def test_a_language_that_is_not_installed_needs_no_fields(elasticsearch: ElasticsearchEngine) -> None:
    write(elasticsearch, document(1, locale="fr", title="La santé des enfants"))
    assert found(elasticsearch, "enfants") == [1]


def test_another_language_makes_the_index_outdated(elasticsearch: ElasticsearchEngine, settings: Any) -> None:
    live = elasticsearch.indices.live()
    assert live is not None
    assert live.current
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    assert not live.current
    write(elasticsearch, document(1, title="Housing"))
    assert found(elasticsearch, "housing") == [1], "it goes on being searched"


# --- One request ----------------------------------------------------------------------------------------------------------------------


def test_everything_in_one_request(elasticsearch: ElasticsearchEngine) -> None:
    write(
        elasticsearch,
        document(1, title="Safeguarding", body="Damp housing harms.", values={"topics": ("a", "b"), "kind": ("x",)}),
        document(2, title="Damp", body="Housing.", values={"topics": ("a",), "kind": ("y",)}),
        document(3, title="Hidden damp", values={"topics": ("secret",)}, restrictions=(7,)),
    )
    with requests_counted() as made:
        result = search(
            elasticsearch,
            "damp safegaurding",
            refused_restrictions=frozenset({7}),
            facets=("topics", "kind"),
            filters=(ValueFilter("kind", any_of=("x",)),),
            highlights=True,
            spelling=("damp", "safegaurding"),
            verify=("damp", "hidden", "housing"),
            promoted=(1,),
            explain=True,
        )
    assert len(made) == 1
    assert [hit.id for hit in result.hits] == [1]
    assert result.total == 1
    assert result.facets == {"topics": [("a", 1), ("b", 1)], "kind": [("x", 1), ("y", 1)]}
    assert result.corrections == {"safegaurding": "safeguarding"}
    assert result.verified == {"damp", "housing"}
    assert marked(*result.hits[0].fragments) == [("body", "[Damp] housing harms.")]


def test_what_is_verified_is_what_this_reader_may_see(elasticsearch: ElasticsearchEngine) -> None:
    write(
        elasticsearch,
        document(1, body="safeguarding", values={"kind": ("x",)}),
        document(2, body="burnout", restrictions=(7,)),
        document(3, body="eviction", ancestry=(1, 8, 3)),
        document(4, body="hunger", expires_at=NOW),
        document(5, body="poverty", values={"kind": ("y",)}),
        document(6, body="children"),
    )
    words = ("safeguarding", "burnout", "eviction", "hunger", "poverty", "child", "children")
    everything = search(elasticsearch, "nothing", verify=words).verified
    assert everything == {"safeguarding", "burnout", "eviction", "poverty", "children"}
    narrowed = search(
        elasticsearch,
        "nothing",
        verify=words,
        refused_pages=frozenset({8}),
        refused_restrictions=frozenset({7}),
        filters=(ValueFilter("kind", none_of=("y",)),),
    ).verified
    assert narrowed == {"safeguarding", "children"}
    one = search(elasticsearch, "x", verify=words, facets=("kind",), filters=(ValueFilter("kind", any_of=("x",)),))
    assert one.verified == {"safeguarding"}, "a facet's own choice counts here"


def test_words_of_private_and_deleted_documents_correct_nothing(elasticsearch: ElasticsearchEngine) -> None:
    write(
        elasticsearch,
        document(1, body="whistleblower", restrictions=(7,)),
        document(2, body="resignation"),
        document(3, body="housing covid19"),
    )
    assert search(elasticsearch, "x", spelling=("whistelblower", "covid")).corrections == {}
    elasticsearch.delete([Tombstone(2, 2)])
    elasticsearch.refresh()
    # The server may still know the word of the deleted document; that nobody has it is said by ``verified``.
    result = search(elasticsearch, "x", spelling=("resignatoin",), verify=("resignation",))
    assert result.verified == frozenset()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("safegaurding", "safeguarding"),
        ("hosuing", "housing"),
        ("povrety", "poverty"),
        ("breastfeding", "breastfeeding"),
        ("safegarding", "safeguarding"),
        ("sfaeguardnig", "safeguarding"),  # two mistakes in a long word
        ("fodo", "food"),
        ("zebra", None),
        ("hxx", None),
        ("hxysing", "housing"),
        ("fxxd", None),  # two in a short one
    ],
)
def test_spelling(elasticsearch: ElasticsearchEngine, typed: str, meant: str | None) -> None:
    write(elasticsearch, document(1, body="safeguarding housing poverty breastfeeding food house"))
    assert search(elasticsearch, typed, spelling=(typed,)).corrections == ({typed: meant} if meant else {})


# --- Ranking --------------------------------------------------------------------------------------------------------------------------


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
    assert labels[2] == ["gp → general practitioner", "damp", "event is over", "promoted"]
    assert labels[3] == ["damp", "housing", "promoted"]
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
        assert all(key % 2 for key in (hit.id for hit in whole.hits))
        assert 1 < whole.total < 12, "what is over is not coming"
    assert all((hit.score is not None) == (bool(text) and order is Order.RELEVANCE) for hit in whole.hits)


# --- Highlights -----------------------------------------------------------------------------------------------------------------------


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


# --- As you type, and more like this ------------------------------------------------------------------------------------------------


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
    reader = Reader(NOW, refused_restrictions=frozenset({7}))
    with requests_counted() as made:
        similar = elasticsearch.similar(SimilarRequest(reader, (1, 2, 5, 99), 3))
    assert len(made) == 1
    assert similar == {1: [(2, "article")], 2: [(1, "article")], 5: [], 99: []}
    assert {key for key, _ in elasticsearch.similar(SimilarRequest(READER, (1,), 3))[1]} == {2, 3}
    assert elasticsearch.similar(SimilarRequest(READER, (), 3)) == {}


# --- What it holds --------------------------------------------------------------------------------------------------------------------


def test_what_is_held_is_known_before_it_can_be_searched(elasticsearch: ElasticsearchEngine) -> None:
    one, two = document(1, version=4), document(2)
    elasticsearch.index([one, two])
    held = elasticsearch.held([1, 2, 3])
    assert {key: (row.version, row.checksum) for key, row in held.items()} == {
        1: (4, one.checksum),
        2: (1, two.checksum),
    }
    assert list(elasticsearch.keys_after(0, 10)) == [1, 2]
    assert list(elasticsearch.keys_after(1, 1)) == [2]
    assert list(elasticsearch.keys_after(2, 10)) == []
    assert elasticsearch.held([]) == {}


def test_a_value_of_any_length_is_taken(elasticsearch: ElasticsearchEngine) -> None:
    write(elasticsearch, document(1, values={"tags": ("x" * 40_000, "short")}, title="y" * 40_000, body="z" * 200_000))
    assert found(elasticsearch, filters=(ValueFilter("tags", any_of=("short",)),)) == [1]


# --- Refusals -------------------------------------------------------------------------------------------------------------------------


def test_refusals_name_no_host(elasticsearch: ElasticsearchEngine) -> None:
    gone, live = elasticsearch, elasticsearch.indices.live()
    assert live is not None
    gone.drop(live.name)
    for ask in (
        lambda: gone.search(SearchRequest(READER, 1)),
        lambda: gone.suggest(SuggestRequest(READER, ("a",), 1)),
        lambda: gone.similar(SimilarRequest(READER, (1,), 1)),
        lambda: gone.held([1]),
        lambda: gone.keys_after(0, 1),
        lambda: gone.index([document(1)]),
        lambda: gone.delete([Tombstone(1, 1)]),
    ):
        with pytest.raises(IndexMissing, match=r"^The library's index is not in Elasticsearch\.$"):
            ask()
    assert gone.indices.states() == [], "no write has made an index of its own"
    assert not gone.client.indices.exists(index=gone.alias)
    away = ElasticsearchEngine("http://127.0.0.1:9", "x", 1)
    for ask in (lambda: away.search(SearchRequest(READER, 1)), lambda: away.index([document(1)]), away.ensure):
        with pytest.raises(EngineAway) as refused:
            ask()
        assert "127.0.0.1" not in str(refused.value)


def test_a_read_only_index_is_an_outage_not_a_fault_of_the_documents(elasticsearch: ElasticsearchEngine) -> None:
    write(elasticsearch, document(1))
    block = {"index.blocks.read_only_allow_delete": True}
    elasticsearch.client.indices.put_settings(index=elasticsearch.alias, settings=block)
    with pytest.raises(EngineAway, match="takes no documents just now"):
        elasticsearch.index([document(2)])
    assert found(elasticsearch, "words") == [1], "it is searched all the same"
    elasticsearch.client.indices.put_settings(
        index=elasticsearch.alias, settings={"index.blocks.read_only_allow_delete": None}
    )
    write(elasticsearch, document(2))


def test_another_index_in_the_place_of_the_librarys_shows_nothing(elasticsearch: ElasticsearchEngine) -> None:
    live = elasticsearch.indices.live()
    assert live is not None
    elasticsearch.drop(live.name)
    wrong = f"wrong-{elasticsearch.alias}"
    client = elasticsearch.client
    client.indices.create(index=wrong, mappings={"dynamic": False, "properties": {}}, aliases={elasticsearch.alias: {}})
    try:
        elasticsearch.index([document(1, title="Secret", restrictions=(7,)), document(2)])
        client.indices.refresh(index=wrong)
        try:
            result = search(elasticsearch, "", refused_restrictions=frozenset({7}), facets=("type",))
        except EngineUnavailable:
            pass  # the database answers instead
        else:
            assert (list(result.hits), result.total) == ([], 0)
        live = elasticsearch.indices.live()
        assert live is not None
        assert not live.current
    finally:
        client.indices.delete(index=wrong, ignore_unavailable=True)


def test_an_index_with_the_aliass_name_is_told(settings: Any, elasticsearch: ElasticsearchEngine) -> None:
    settings.ELASTICSEARCH_INDEX = f"{elasticsearch.alias}-taken"
    elasticsearch.client.indices.create(index=settings.ELASTICSEARCH_INDEX)
    with pytest.raises(EngineUnavailable, match="Delete it, or choose another name"):
        engine(ELASTICSEARCH).ensure()


def test_a_first_index_that_was_left_behind_is_used_if_it_is_sound(elasticsearch: ElasticsearchEngine) -> None:
    client, first = elasticsearch.client, f"{elasticsearch.alias}-first"
    write(elasticsearch, document(1))
    client.indices.delete_alias(index=first, name=elasticsearch.alias)
    assert elasticsearch.ensure() is True
    assert found(elasticsearch) == [1]
    client.indices.delete_alias(index=first, name=elasticsearch.alias)
    client.indices.put_mapping(index=first, meta={"library": elasticsearch.alias, "digest": "of an older version"})
    assert elasticsearch.ensure() is True
    assert found(elasticsearch) == []
    live = elasticsearch.indices.live()
    assert live is not None
    assert live.current
