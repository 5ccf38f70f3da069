"""What Elasticsearch holds, and how it rejects."""

from __future__ import annotations

from typing import Any

import pytest

from content_types.core.conditions import ValueFilter
from search.engines import ELASTICSEARCH, engine
from search.engines.base import (
    Reader,
    SearchRequest,
    SimilarRequest,
    SuggestRequest,
    Tombstone,
)
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.errors import EngineAway, EngineUnavailable, IndexMissing
from tests.search.directly import NOW, document, found, search, write

pytestmark = [pytest.mark.django_db, pytest.mark.elasticsearch]

READER = Reader(NOW)


# --- What it holds ----------------------------------------------------------------------------------------------------


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


# --- Rejections -------------------------------------------------------------------------------------------------------


def test_rejections_name_no_host(elasticsearch: ElasticsearchEngine) -> None:
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
