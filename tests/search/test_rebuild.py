"""Building an index anew, with searches and changes going on."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from search import outbox, rebuild, worker
from search.engines import DATABASE, ELASTICSEARCH, engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_indices import Indices
from search.models import IndexOperation, SearchDocument
from tests.conftest import GraphQL, Tree
from tests.search.conftest import settle

SEARCH = '{ search(query: "housing") { totalCount degraded } }'


def test_mends_whatever_is_wrong(tree: Tree, graphql: GraphQL, each_engine: str, capsys: Any) -> None:
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}") for number in range(3)]
    settle()
    target = engine(each_engine)
    SearchDocument.objects.filter(pk=pages[0].pk).delete()
    SearchDocument.objects.filter(pk=pages[1].pk).update(body="stale")
    type(pages[2]).objects.filter(pk=pages[2].pk).update(live=False)  # behind the signals' back
    IndexOperation.objects.filter(page_id=pages[0].pk).delete()
    call_command("rebuild_search")
    settle()
    assert set(SearchDocument.objects.values_list("pk", flat=True)) == {pages[0].pk, pages[1].pk}
    assert not SearchDocument.objects.filter(body="stale").exists()
    assert graphql(SEARCH)["search"] == {"totalCount": 2, "degraded": False}
    said = capsys.readouterr().out
    assert "database: index built from 3 pages" in said
    if isinstance(target, ElasticsearchEngine):
        assert "elasticsearch: 3 of 3 pages" in said
        assert len(target.client.indices.get(index=f"{target.alias}*")) == 1, "the old index is gone"
        mapping = target.client.indices.get_mapping(index=target.alias)
        assert all(one["mappings"]["dynamic"] == "strict" for one in mapping.values())


@pytest.mark.elasticsearch
def test_catches_up_with_what_changed_meanwhile(
    tree: Tree, elasticsearch: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch, graphql: GraphQL
) -> None:
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}") for number in range(3)]
    settle()
    real = Indices.swap

    def change_before_the_swap(self: Indices, index: str) -> None:
        pages[0].title = "Food"
        pages[0].save_revision().publish()
        pages[1].unpublish()
        KnowledgeArticlePageFactory(parent=tree.knowledge, title="New housing")
        settle()  # another worker writes all that to the old index
        real(self, index)

    monkeypatch.setattr(Indices, "swap", change_before_the_swap)
    rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
    assert outbox.status(ELASTICSEARCH).waiting >= 3
    settle()
    assert graphql(SEARCH)["search"]["totalCount"] == 2
    assert graphql('{ search(query: "food") { totalCount } }')["search"]["totalCount"] == 1


@pytest.mark.elasticsearch
def test_a_failure_leaves_the_index_that_was_there(
    tree: Tree, elasticsearch: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch, graphql: GraphQL
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Housing")
    settle()

    def fail(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rebuild, "build", fail)
    with pytest.raises(KeyboardInterrupt):
        rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
    assert len(elasticsearch.client.indices.get(index=f"{elasticsearch.alias}*")) == 1
    assert graphql(SEARCH)["search"] == {"totalCount": 1, "degraded": False}


def test_says_what_is_wrong(tree: Tree, settings: Any) -> None:
    with pytest.raises(CommandError, match="Set ELASTICSEARCH_URL"):
        call_command("rebuild_search", "--engine", "elasticsearch")
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    with pytest.raises(CommandError, match="did not answer") as refused:
        call_command("rebuild_search", "--engine", "elasticsearch")
    assert "127.0.0.1" not in str(refused.value)


def test_a_page_that_cannot_be_indexed_is_named(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)

    def broken(versions: Any) -> Any:
        raise ValueError("broken body")

    monkeypatch.setattr(worker, "build", broken)
    with pytest.raises(rebuild.RebuildError, match=rf"Page {page.pk}: .*broken body"):
        rebuild.rebuild(DATABASE, lambda done, total: None)
