"""What Elasticsearch does in its own way:
analysis, languages, one request for everything, what never leaks, rejections."""

from __future__ import annotations

from typing import Any

import pytest

from content_types.core.conditions import ValueFilter
from search.engines.base import (
    MARK_END,
    MARK_START,
    Fragment,
    Reader,
    SimilarRequest,
    SuggestRequest,
    Tombstone,
)
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.text import tokens
from tests.search.counting import requests_counted
from tests.search.directly import NOW, document, found, search, write

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

READER = Reader(NOW)


def marked(*fragments: Fragment) -> list[tuple[str, str]]:
    """Fragments with brackets for marks, to be read."""
    return [(one.field, one.text.replace(MARK_START, "[").replace(MARK_END, "]")) for one in fragments]


# --- Analysis ---------------------------------------------------------------------------------------------------------


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
    assert found(elasticsearch, f'"{phrase}"') == [1]


def test_a_query_of_stop_words_alone_finds_what_has_them(elasticsearch: ElasticsearchEngine) -> None:
    write(elasticsearch, document(1, title="If not now"), document(2, title="Later"))
    assert found(elasticsearch, "not if") == [1]
    assert found(elasticsearch, "not later") == [2], "else they say nothing"


def test_every_part_is_explicitly_mapped(elasticsearch: ElasticsearchEngine) -> None:
    (described,) = elasticsearch.client.indices.get_mapping(index=elasticsearch.alias).values()
    assert described["mappings"]["dynamic"] == "strict"
    with pytest.raises(Exception, match="strict_dynamic_mapping_exception"):
        elasticsearch.client.index(index=elasticsearch.alias, document={"unknown": 1})


# --- Languages --------------------------------------------------------------------------------------------------------


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


# --- One request ------------------------------------------------------------------------------------------------------


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
            recognise=(("damp",), ("safegaurding",), ("damp", "house")),
            verify=("damp", "hidden", "housing"),
            promoted=(1,),
            explain=True,
        )
    assert len(made) == 1
    assert [hit.id for hit in result.hits] == [1]
    assert result.total == 1
    assert result.facets == {"topics": [("a", 1), ("b", 1)], "kind": [("x", 1), ("y", 1)]}
    assert result.recognised == {("damp",), ("damp", "house")}
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


def test_what_is_recognised_is_what_this_reader_may_see(elasticsearch: ElasticsearchEngine) -> None:
    write(elasticsearch, document(1, body="whistleblowers", restrictions=(7,)), document(2, body="resignation"))
    rows = (("whistleblower",), ("resignations",))
    assert search(elasticsearch, "x", recognise=rows).recognised == set(rows)
    assert search(elasticsearch, "x", recognise=rows, refused_restrictions=frozenset({7})).recognised == {rows[1]}
    elasticsearch.delete([Tombstone(2, 2)])
    elasticsearch.refresh()
    result = search(elasticsearch, "x", recognise=rows, verify=("resignation",))
    assert (result.recognised, result.verified) == ({rows[0]}, frozenset())
