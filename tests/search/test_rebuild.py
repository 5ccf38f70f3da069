"""Building an index anew, with searches and changes going on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from search import indexing, outbox, rebuild, worker
from search.builds import DEAD_AFTER, Build
from search.engines import DATABASE, ELASTICSEARCH, engine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.indices import Indices
from search.models import IndexBuild, IndexOperation, SearchDocument, SearchWord
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database

SEARCH = '{ search(query: "housing") { totalCount degraded } }'


def test_mends_whatever_is_wrong(tree: Tree, graphql: GraphQL, each_engine: str, capsys: Any) -> None:
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}") for number in range(3)]
    process_changes()
    target = engine(each_engine)
    SearchDocument.objects.filter(pk=pages[0].pk).delete()
    SearchDocument.objects.filter(pk=pages[1].pk).update(body="stale")
    type(pages[2]).objects.filter(pk=pages[2].pk).update(live=False)  # behind the signals' back
    IndexOperation.objects.filter(page_id=pages[0].pk).delete()
    call_command("rebuild_search")
    process_changes()
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
    process_changes()
    real = Indices.swap

    def change_before_the_swap(self: Indices, index: str) -> None:
        pages[0].title = "Food"
        pages[0].save_revision().publish()
        pages[1].unpublish()
        KnowledgeArticlePageFactory(parent=tree.knowledge, title="New housing")
        process_changes()  # another worker writes all that to the old index
        real(self, index)

    monkeypatch.setattr(Indices, "swap", change_before_the_swap)
    rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
    assert outbox.status(ELASTICSEARCH).waiting >= 3
    process_changes()
    assert graphql(SEARCH)["search"]["totalCount"] == 2
    assert graphql('{ search(query: "food") { totalCount } }')["search"]["totalCount"] == 1


@pytest.mark.elasticsearch
def test_spelling_is_repaired_where_only_elasticsearch_is_built(
    tree: Tree, elasticsearch: ElasticsearchEngine, graphql: GraphQL
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Housing")
    process_changes()
    for model in (SearchWord, SearchDocument, IndexOperation):  # as where the database's index was never built
        model.objects.all().delete()
    call_command("rebuild_search", "--engine", ELASTICSEARCH)
    asked = '{ search(query: "hosuing") { totalCount searchedInsteadFor } }'
    assert graphql(asked)["search"] == {"totalCount": 1, "searchedInsteadFor": "housing"}


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "BATCH", 2)


def indices(target: ElasticsearchEngine) -> dict[str, bool]:
    """The library's indices, and which is live."""
    return {one.name: one.live for one in target.indices.states()}


def rebuilt() -> list[tuple[int, int]]:
    """Rebuild; gives the progress that was told."""
    told: list[tuple[int, int]] = []
    rebuild.rebuild(ELASTICSEARCH, lambda done, total: told.append((done, total)))
    return told


def end_after(monkeypatch: pytest.MonkeyPatch, batches: int, how: type[BaseException]) -> None:
    """Let a rebuild end in the middle."""
    real, done = rebuild.build_documents, 0

    def build(versions: Any) -> Any:
        nonlocal done
        done += 1
        if done > batches:
            raise how
        return real(versions)

    monkeypatch.setattr(rebuild, "build_documents", build)


def kill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a process would still do as it ends, one that is killed does not."""
    for name in ("release", "end"):
        monkeypatch.setattr(Build, name, lambda self: None)


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("small_batches")
def test_goes_on_where_an_interrupted_build_ended(
    tree: Tree, elasticsearch: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch, graphql: GraphQL, capsys: Any
) -> None:
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}") for number in range(7)]
    process_changes()
    with monkeypatch.context() as patch:
        end_after(patch, 2, KeyboardInterrupt)
        with pytest.raises(KeyboardInterrupt):
            rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
    left = [name for name, live in indices(elasticsearch).items() if not live]
    assert len(left) == 1
    assert graphql(SEARCH)["search"] == {"totalCount": 7, "degraded": False}
    pages[0].unpublish()  # after it was written to the new index
    process_changes()
    told = rebuilt()
    assert told[0] == (4, 7), "what was done is not done again"
    assert indices(elasticsearch) == {left[0]: True}
    process_changes()
    assert graphql(SEARCH)["search"]["totalCount"] == 6
    assert not IndexBuild.objects.exists()


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("small_batches")
def test_a_killed_build_is_taken_over_once_it_is_known_to_be_dead(
    tree: Tree, elasticsearch: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}")
    process_changes()
    with monkeypatch.context() as patch:
        kill(patch)
        end_after(patch, 1, SystemExit)
        with pytest.raises(SystemExit):
            rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
    before = indices(elasticsearch)
    with pytest.raises(CommandError, match=r"being built already.*If it was killed, try again in [0-9]+ s"):
        call_command("rebuild_search", "--engine", "elasticsearch")
    assert indices(elasticsearch) == before, "what a living build writes is left alone"
    IndexBuild.objects.update(beat_at=timezone.now() - DEAD_AFTER)
    told = rebuilt()
    assert told[0] == (2, 5)
    assert len(indices(elasticsearch)) == 1


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("small_batches")
def test_a_left_index_that_is_built_otherwise_or_gone_is_not_gone_on_with(
    tree: Tree, elasticsearch: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {number}")
    process_changes()
    for make_unfit in ("other digest", "deleted"):
        with monkeypatch.context() as patch:
            end_after(patch, 1, KeyboardInterrupt)
            with pytest.raises(KeyboardInterrupt):
                rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
        left = next(name for name, live in indices(elasticsearch).items() if not live)
        if make_unfit == "deleted":
            elasticsearch.drop(left)
        else:
            meta = {"library": elasticsearch.alias, "digest": "of an older version"}
            elasticsearch.client.indices.put_mapping(index=left, meta=meta)
        told = rebuilt()
        assert told[0] == (0, 5)
        assert left not in indices(elasticsearch)
        assert list(indices(elasticsearch).values()) == [True]


@pytest.mark.elasticsearch
def test_indices_of_killed_builds_go_and_those_of_others_stay(
    tree: Tree, elasticsearch: ElasticsearchEngine, settings: Any
) -> None:
    orphan = elasticsearch.indices.create_beside()
    settings.ELASTICSEARCH_INDEX = f"{elasticsearch.alias}-staging"  # of another installation on the same server
    other = engine(ELASTICSEARCH)
    assert isinstance(other, ElasticsearchEngine)
    other.ensure()
    settings.ELASTICSEARCH_INDEX = elasticsearch.alias
    rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
    assert orphan not in indices(elasticsearch)
    assert list(indices(elasticsearch).values()) == [True]
    assert list(indices(other).values()) == [True]


@pytest.mark.elasticsearch
def test_what_was_cut_off_after_the_swap_a_worker_finishes(
    tree: Tree, elasticsearch: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch, graphql: GraphQL
) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Food")
    process_changes()
    real = Indices.swap

    def change_and_die(self: Indices, index: str) -> None:
        page.title = "Housing"
        page.save_revision().publish()
        process_changes()  # a worker writes it to the old index
        real(self, index)
        raise SystemExit

    with monkeypatch.context() as patch:
        kill(patch)
        patch.setattr(Indices, "swap", change_and_die)
        with pytest.raises(SystemExit):
            rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
    elasticsearch.refresh()
    assert graphql(SEARCH)["search"]["totalCount"] == 0
    IndexBuild.objects.update(beat_at=timezone.now() - DEAD_AFTER)
    worker.Worker(1).run(once=True)
    process_changes()
    assert graphql(SEARCH)["search"]["totalCount"] == 1
    assert not IndexBuild.objects.exists()


@pytest.mark.elasticsearch
def test_a_build_that_was_taken_for_dead_ends_and_spoils_nothing(
    tree: Tree, elasticsearch: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    process_changes()
    real = rebuild.build_documents

    def stop_for_long(versions: Any) -> Any:
        IndexBuild.objects.update(beat_at=timezone.now() - 2 * DEAD_AFTER)
        Build.begin(ELASTICSEARCH)  # another process takes it over
        return real(versions)

    monkeypatch.setattr(rebuild, "build_documents", stop_for_long)
    with pytest.raises(rebuild.BuiltElsewhere, match="took this build over"):
        rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
    assert IndexBuild.objects.get().index in indices(elasticsearch), "it is the other's now"


@pytest.mark.elasticsearch
@pytest.mark.parametrize("lost", [True, False])
def test_an_index_that_does_not_hold_what_it_should_never_goes_live(
    tree: Tree, elasticsearch: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    process_changes()
    IndexOperation.objects.update(next_attempt_at=timezone.now() - timedelta(hours=1))  # nothing changed of late
    before = indices(elasticsearch)
    real = rebuild.build_documents

    def wrong(versions: Any) -> Any:
        made = real(versions)
        return [] if lost else [*made, *(replace(one, id=one.id + 1) for one in made)]

    monkeypatch.setattr(rebuild, "build_documents", wrong)
    expected = f"page {page.pk} is not there" if lost else f"page {page.pk + 1} is there and should not be"
    with pytest.raises(rebuild.RebuildError, match=expected):
        rebuild.rebuild(ELASTICSEARCH, lambda done, total: None)
    assert indices(elasticsearch) == before


@pytest.mark.elasticsearch
def test_only_what_is_outdated(tree: Tree, elasticsearch: ElasticsearchEngine, settings: Any, capsys: Any) -> None:
    call_command("rebuild_search", "--outdated")
    assert "elasticsearch: index is up to date" in capsys.readouterr().out
    first = indices(elasticsearch)
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("fr", "French")]
    call_command("rebuild_search", "--outdated")
    assert "elasticsearch: index built from 0 pages" in capsys.readouterr().out
    assert not indices(elasticsearch).keys() & first.keys()


def test_the_databases_index_is_never_built_twice_at_once(tree: Tree) -> None:
    Build.begin(DATABASE)
    with pytest.raises(rebuild.BuiltElsewhere, match="being built already"):
        rebuild.rebuild(DATABASE, lambda done, total: None)


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

    monkeypatch.setattr(indexing, "build", broken)
    with pytest.raises(rebuild.RebuildError, match=rf"Page {page.pk}: .*broken body"):
        rebuild.rebuild(DATABASE, lambda done, total: None)
