"""What fails, on real servers.

After each fault index and database agree, and no visitor met an error or what they must not see.

Needs PostgreSQL (several connections to one test database); starts Elasticsearch servers of its own.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content_types.knowledge.factories import KnowledgeArticlePageFactory, KnowledgeIndexPageFactory
from search import engines, outbox
from search.drift import check
from search.engines import ELASTICSEARCH, engine, engine_names
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.models import IndexOperation
from search.rebuild import rebuild
from tests.search.processing import process_changes
from tests.search.visitors import ENOUGH, Visitors, working
from tests.services import ElasticsearchCluster, start_elasticsearch
from tests.support.patience import PATIENCE
from tests.support.process import environment_of_a_process
from tests.support.tree import Tree

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.elasticsearch, pytest.mark.postgres]

PAGES, PRIVATE = 20, 3


@dataclass
class Library:
    """Twenty public pages and three private ones, indexed; and visitors who search them."""

    pages: list[Any]
    visitors: Visitors
    environment: dict[str, str]  # of a process that works on it

    @property
    def index(self) -> ElasticsearchEngine:
        """The engine on the server that is about to fail."""
        made = engine(ELASTICSEARCH)
        assert isinstance(made, ElasticsearchEngine)
        return made

    def change(self, nth: int) -> float:
        """Publish a page, or take a published one back; gives the seconds it took."""
        page = self.pages[nth % len(self.pages)]
        began = time.monotonic()
        if page.live:
            page.unpublish()
            self.visitors.gone.add(page.title)
        else:
            self.visitors.gone.discard(page.title)
            page.save_revision().publish()
            page.refresh_from_db()
        return time.monotonic() - began


@pytest.fixture(scope="module")
def server() -> Iterator[ElasticsearchCluster]:
    with start_elasticsearch() as cluster:
        yield cluster


def make_library(tree: Tree, settings: Any, url: str) -> Library:
    token = uuid.uuid4().hex[:12]
    settings.ELASTICSEARCH_URL = url
    settings.ELASTICSEARCH_INDEX = f"wham-test-{token}"
    settings.ELASTICSEARCH_TIMEOUT = 1
    engines.breaker.cache_clear()
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Housing {nth}") for nth in range(PAGES)]
    members = KnowledgeIndexPageFactory(parent=tree.home, title="For members", slug="members")
    PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.LOGIN)
    for nth in range(PRIVATE):
        KnowledgeArticlePageFactory(parent=members, title=f"Secret housing {nth}")
    for name in engine_names():
        rebuild(name, lambda done, total: None)
    process_changes()
    # The test settings make the index's name of the token.
    environment = environment_of_a_process(ELASTICSEARCH_URL=url, PYTEST_XDIST_WORKER=token)
    library = Library(pages, Visitors(PAGES), environment)
    assert sorted(report.documents for report in map(check, engine_names())) == [PAGES + PRIVATE] * 2
    assert library.visitors.answer()["totalCount"] == PAGES
    return library


@pytest.fixture
def library(transactional_db: None, tree: Tree, settings: Any, server: ElasticsearchCluster) -> Library:
    return make_library(tree, settings, server.url)


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Fails after ``seconds``."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, [outbox.status(name) for name in engine_names()]
        time.sleep(0.1)


def all_is_indexed() -> bool:
    return not any(outbox.status(name).waiting for name in engine_names())


def leases_end() -> None:
    """What a killed worker held is due, as it is a minute after its death."""
    IndexOperation.objects.filter(pending=True).update(next_attempt_at=timezone.now())


def assert_all_is_well(library: Library) -> None:
    """Index and database agree, the command says so too, Elasticsearch answers again, and visitors noticed nothing."""
    for name in engine_names():
        report = check(name)
        assert report.sound, report
        assert report.waiting == 0
    call_command("check_search")
    wait_until(lambda: library.visitors.answer()["degraded"] is False, 60)
    assert library.visitors.answer()["totalCount"] == sum(page.live for page in library.pages)
    assert library.visitors.failures == []
    assert library.visitors.asked > ENOUGH


def test_kill_9_of_elasticsearch_while_200_pages_are_published_and_withdrawn(
    library: Library, server: ElasticsearchCluster
) -> None:
    node = server.nodes[0]
    restarting = threading.Thread(target=node.restart)
    taken = []
    with library.visitors.coming(), working():
        for nth in range(200):
            if nth == 60:
                node.kill()
            if nth == 140:
                restarting.start()
            taken.append(library.change(nth))
        restarting.join()
        wait_until(all_is_indexed)
    assert_all_is_well(library)
    assert library.visitors.degraded > 0
    assert median(taken[60:140]) < 3 * median(taken[:60]) + 0.5, "a publish does not wait for a dead server"


DIES_AFTER_WRITING = """
import os, signal, django
django.setup()
from search import indexing, outbox
from search.engines import engine
outbox.acknowledge = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
indexing.work_batch(engine("elasticsearch"))
"""


def test_a_worker_is_killed_between_writing_and_acknowledging(library: Library) -> None:
    for nth in range(10):
        library.change(nth)
    with library.visitors.coming():
        died = subprocess.run(
            [sys.executable, "-c", DIES_AFTER_WRITING], env=library.environment, timeout=PATIENCE, check=False
        )
        assert died.returncode == -signal.SIGKILL
        for nth in range(5, 15):  # some of them published again before anybody comes back to them
            library.change(nth)
        assert outbox.status(ELASTICSEARCH).waiting == 15
        leases_end()
        with working():
            wait_until(all_is_indexed)
    assert_all_is_well(library)


def test_two_workers_at_once_of_which_one_is_killed(library: Library) -> None:
    command = [sys.executable, "manage.py", "search_worker", "--interval", "0.05"]
    workers = [subprocess.Popen(command, env=library.environment) for _ in range(2)]
    try:
        library.change(0)
        wait_until(all_is_indexed)
        with library.visitors.coming():
            for nth in range(1, 61):
                library.change(nth)
                if nth == 30:
                    workers[0].kill()
            leases_end()
            wait_until(all_is_indexed)
        workers[1].terminate()
        assert workers[1].wait(60) == 0
    finally:
        for one in workers:
            one.kill()
            one.wait()
    assert_all_is_well(library)


def test_elasticsearch_is_read_only_because_its_disk_is_full(library: Library) -> None:
    block, client = "index.blocks.read_only_allow_delete", library.index.bulk_client
    client.indices.put_settings(index=library.index.alias, settings={block: True})
    with library.visitors.coming(), working():
        for nth in range(15):
            library.change(nth)
        wait_until(lambda: outbox.status(ELASTICSEARCH).failing > 0)
        assert outbox.status(ELASTICSEARCH).waiting == 15
        assert library.visitors.answer()["degraded"] is False, "it answers as before"
        client.indices.put_settings(index=library.index.alias, settings={block: None})
        wait_until(all_is_indexed)
    assert_all_is_well(library)


def test_the_index_is_deleted_by_hand(library: Library) -> None:
    with library.visitors.coming(), working():
        time.sleep(0.5)
        live = library.index.indices.live()
        assert live is not None
        library.index.drop(live.name)
        assert library.visitors.answer() | {"nodes": 0, "facets": 0} == {
            "totalCount": PAGES,
            "degraded": True,
            "nodes": 0,
            "facets": 0,
        }
        library.change(0)
        wait_until(lambda: library.index.indices.live() is not None)
        wait_until(all_is_indexed)
    assert_all_is_well(library)


def test_another_index_with_a_mapping_that_conflicts_takes_its_place(library: Library) -> None:
    client, alias = library.index.bulk_client, library.index.alias
    live = library.index.indices.live()
    assert live is not None
    wrong = f"{alias}-by-hand"
    client.indices.create(index=wrong, mappings={"properties": {"title": {"type": "long"}, "id": {"type": "text"}}})
    with library.visitors.coming(), working():
        client.indices.update_aliases(
            actions=[{"remove_index": {"index": live.name}}, {"add": {"index": wrong, "alias": alias}}]
        )
        for nth in (0, 1, 2, PAGES, PAGES + 1):  # three withdrawn, two of them published again
            library.change(nth)
        wait_until(lambda: outbox.status(ELASTICSEARCH).failing > 0)
        assert library.visitors.answer()["degraded"] is True
        assert f"{wrong} is in the place of the library's index" in check(ELASTICSEARCH).problem
        call_command("check_search", "--repair")
        wait_until(all_is_indexed)
    assert not client.indices.exists(index=wrong)
    assert_all_is_well(library)


def test_a_cluster_of_three_loses_a_node(transactional_db: None, tree: Tree, settings: Any) -> None:
    with start_elasticsearch(nodes=3) as cluster:
        library = make_library(tree, settings, cluster.url)
        cluster.wait_for("green", nodes=3)
        client = library.index.bulk_client
        shards = {row["node"]: row["prirep"] for row in client.cat.shards(index=library.index.alias, format="json")}
        assert sorted(shards.values()) == ["p", "r"]
        # As behind one name for all: the platform talks to a node that lives, and which holds no copy.
        other = next(node for node in cluster.nodes if node.name not in shards)
        lost = next(node for node in cluster.nodes if shards.get(node.name) == "p")
        settings.ELASTICSEARCH_URL = other.url
        with library.visitors.coming(), working():
            for nth in range(60):
                if nth == 20:
                    lost.kill()
                library.change(nth)
            cluster.wait_for("yellow", nodes=2)
            wait_until(all_is_indexed)
            wait_until(lambda: library.visitors.answer()["degraded"] is False, 60)
            lost.restart()
            cluster.wait_for("green", nodes=3)
            for nth in range(10):
                library.change(nth)
            wait_until(all_is_indexed)
        assert_all_is_well(library)
