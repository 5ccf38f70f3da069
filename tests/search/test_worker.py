"""The worker: nothing is lost, whatever dies."""

from __future__ import annotations

import signal
import threading
import time
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from search import indexing, outbox, worker
from search.engines import DATABASE, ELASTICSEARCH, engine
from search.engines.base import Failures
from search.engines.database.engine import DatabaseEngine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.errors import EngineAway, EngineUnavailable
from search.models import DocumentValue, IndexOperation, SearchDocument
from tests.search.processing import process_changes
from tests.support.silence import silent_server
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database


@pytest.fixture(autouse=True)
def _nothing_waits(tree: Tree) -> None:
    """The tree is made; what that left in the outbox is not the tests' subject."""
    IndexOperation.objects.all().delete()


def due_now() -> None:
    IndexOperation.objects.update(next_attempt_at=timezone.now())


def test_what_was_published_is_indexed_and_what_was_unpublished_goes(tree: Tree, each_engine: str) -> None:
    target = engine(each_engine)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Housing")
    process_changes()
    assert SearchDocument.objects.get().title == "housing"
    page.title = "Food"
    page.save_revision().publish()
    process_changes()
    assert SearchDocument.objects.get().title == "food"
    page.unpublish()
    process_changes()
    assert not SearchDocument.objects.exists()
    assert not DocumentValue.objects.exists()
    if isinstance(target, ElasticsearchEngine):
        assert target.held([page.pk]) == {}


def test_a_page_that_cannot_be_read_stops_no_other(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    good = KnowledgeArticlePageFactory(parent=tree.knowledge)
    bad = KnowledgeArticlePageFactory(parent=tree.knowledge)
    real = indexing.build

    def build(versions: Any) -> Any:
        if bad.pk in versions:
            raise ValueError("broken body")
        return real(versions)

    monkeypatch.setattr(indexing, "build", build)
    outcome = indexing.drain(engine(DATABASE))
    assert (outcome.done, set(outcome.errors)) == (1, {bad.pk})
    assert list(SearchDocument.objects.values_list("pk", flat=True)) == [good.pk]
    row = IndexOperation.objects.get(page_id=bad.pk)
    assert (row.pending, row.attempts) == (True, 1)
    assert "broken body" in row.last_error
    monkeypatch.undo()
    due_now()
    process_changes()
    assert SearchDocument.objects.count() == 2


def test_a_document_that_the_engine_rejects_stops_no_other(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge) for _ in range(2)]
    real = DatabaseEngine.index

    def index(self: DatabaseEngine, documents: Any) -> Failures:
        real(self, documents[1:])
        return Failures({documents[0].id: "mapper_parsing_exception: no"})

    monkeypatch.setattr(DatabaseEngine, "index", index)
    outcome = indexing.drain(engine(DATABASE))
    assert outcome.errors == {pages[0].pk: "mapper_parsing_exception: no"}
    assert outbox.status(DATABASE).waiting == 1


def test_killed_between_writing_and_acknowledging(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Housing")

    def die(*args: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(outbox, "acknowledge", die)
    with pytest.raises(SystemExit):
        indexing.work_batch(engine(DATABASE))
    monkeypatch.undo()
    assert outbox.status(DATABASE).waiting == 1
    assert indexing.work_batch(engine(DATABASE)).claimed == 0, "the claim holds for a while"
    due_now()
    assert indexing.work_batch(engine(DATABASE)).done == 1
    assert outbox.status(DATABASE).waiting == 0
    assert SearchDocument.objects.count() == 1


def test_a_dead_elasticsearch_holds_back_nothing_else(tree: Tree, settings: Any) -> None:
    with silent_server() as silent:
        settings.ELASTICSEARCH_URL = silent.url
        page = KnowledgeArticlePageFactory(parent=tree.knowledge)
        page.save_revision().publish()
        assert silent.connections() == 0, "publishing never talks to Elasticsearch"
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    assert worker.Worker(1).run(once=True) is False
    assert SearchDocument.objects.filter(pk=page.pk).exists()
    assert outbox.status(DATABASE).waiting == 0
    state = outbox.status(ELASTICSEARCH)
    assert (state.waiting, state.failing) == (1, 1)
    assert "127.0.0.1" not in state.last_error


@pytest.mark.elasticsearch
def test_all_is_indexed_once_elasticsearch_is_back(
    tree: Tree, elasticsearch: ElasticsearchEngine, settings: Any
) -> None:
    url, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, "http://127.0.0.1:1"
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    worker.Worker(1).run(once=True)
    settings.ELASTICSEARCH_URL = url
    assert elasticsearch.held([page.pk]) == {}
    due_now()
    assert worker.Worker(1).run(once=True) is True
    assert page.pk in elasticsearch.held([page.pk])


@pytest.fixture
def hours_pass(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The worker's clock, to be put on by adding to its only element."""
    added = [0.0]
    real = time.monotonic
    monkeypatch.setattr(worker.time, "monotonic", lambda: real() + added[0])
    return added


def test_what_failed_in_an_outage_is_due_as_soon_as_it_is_over(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, hours_pass: list[float]
) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    one = worker.Worker(1)
    tried = []

    def away(*args: Any) -> None:
        tried.append(1)
        raise EngineAway("It is away.")

    with monkeypatch.context() as outage:
        outage.setattr(DatabaseEngine, "index", away)
        for _ in range(5):
            assert one.poll() is False
        assert len(tried) == 1, "it is left alone for a while"
        for _ in range(5):
            hours_pass[0] += worker.LONGEST_PAUSE
            one.poll()
        assert len(tried) == 6, "then it is tried again, all that waits being due"
    row = IndexOperation.objects.get()
    assert (row.attempts, row.last_error) == (6, "It is away.")
    IndexOperation.objects.update(next_attempt_at=timezone.now() + outbox.OUTAGE_BACK_OFF.longest)
    hours_pass[0] += worker.LONGEST_PAUSE
    assert one.poll() is True
    assert outbox.status(DATABASE).waiting == 0
    assert SearchDocument.objects.filter(pk=page.pk).exists()


@pytest.mark.elasticsearch
def test_a_full_disk_is_an_outage(
    tree: Tree, elasticsearch: ElasticsearchEngine, hours_pass: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    one = worker.Worker(1)
    block = "index.blocks.read_only_allow_delete"
    elasticsearch.client.indices.put_settings(index=elasticsearch.alias, settings={block: True})
    assert one.poll() is False
    state = outbox.status(ELASTICSEARCH)
    assert state.failing == 1
    assert "takes no documents just now" in state.last_error
    waits = IndexOperation.objects.get(engine=ELASTICSEARCH).next_attempt_at - timezone.now()
    assert waits <= outbox.OUTAGE_BACK_OFF.longest
    assert outbox.status(DATABASE).waiting == 0
    elasticsearch.client.indices.put_settings(index=elasticsearch.alias, settings={block: None})
    hours_pass[0] += worker.LONGEST_PAUSE
    assert one.poll() is True
    assert page.pk in elasticsearch.held([page.pk])


@pytest.mark.elasticsearch
def test_an_index_deleted_by_hand_is_made_and_filled_again(tree: Tree, elasticsearch: ElasticsearchEngine) -> None:
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge) for _ in range(3)]
    process_changes()
    for name in list(elasticsearch.client.indices.get(index=f"{elasticsearch.alias}*")):
        elasticsearch.drop(name)
    pages[0].save_revision().publish()
    assert worker.Worker(1).run(once=True) is True
    assert elasticsearch.held([page.pk for page in pages]).keys() == {page.pk for page in pages}
    mapping = elasticsearch.client.indices.get_mapping(index=elasticsearch.alias)
    assert all(one["mappings"]["dynamic"] == "strict" for one in mapping.values())


def test_a_locked_database_is_survived(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*args: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(outbox, "claim", locked)
    assert worker.Worker(1).poll() is False


def test_stops_after_the_batch_at_hand(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        KnowledgeArticlePageFactory(parent=tree.knowledge)
    one = worker.Worker(0.01)
    real = worker.work_batch

    def stop_during(target: Any, limit: int = 1) -> Any:
        one.stop()
        return real(target, limit)

    monkeypatch.setattr(worker, "work_batch", stop_during)
    assert one.run() is True
    assert outbox.status(DATABASE).waiting == 2
    assert not IndexOperation.objects.filter(pending=True).exclude(claim=None).exists(), "nothing is left claimed"


def test_the_command(tree: Tree, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *args: None)
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    call_command("search_worker", "--once")
    assert "database: 0 waiting, 0 failing" in capsys.readouterr().out


def test_the_command_says_when_something_failed(
    tree: Tree, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal, "signal", lambda *args: None)
    KnowledgeArticlePageFactory(parent=tree.knowledge)

    def away(*args: Any) -> None:
        raise EngineUnavailable("It is away.")

    monkeypatch.setattr(DatabaseEngine, "index", away)
    with pytest.raises(CommandError, match="tried again"):
        call_command("search_worker", "--once")
    assert "It is away." in capsys.readouterr().err


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_lock_of_a_moment_leaves_nothing_waiting() -> None:
    outbox.enqueue([10**9])
    claimed = outbox.claim(DATABASE, 20)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(IndexOperation.objects.select_for_update())
            held.set()
            release.wait(60)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(60)
    outbox.acknowledge(DATABASE, claimed)
    assert outbox.status(DATABASE).waiting == 1, "what somebody holds stays due"
    threading.Timer(0.05, release.set).start()
    outbox.acknowledge(DATABASE, claimed)
    other.join()
    assert outbox.status(DATABASE).waiting == 0
