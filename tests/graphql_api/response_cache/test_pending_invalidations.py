"""What the shared cache could not be told: a row, no cached response while there is one,
and the cache begun anew once nobody writes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from content_types.taxonomy.models import Topic
from graphql_api.models import OwedInvalidation
from graphql_api.response_cache import pending_invalidations, tag_versions, write_tracking
from outages.shared_cache import client
from tests.support.front import FrontClient
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.differs_by_database]

QUERY = "query($id: ID!) { page(by: {id: $id}) { title } }"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failed try of the test before."""
    monkeypatch.setattr(pending_invalidations, "_sight", pending_invalidations._Sight())


@pytest.fixture
def article(cached: tag_versions.Versions, tree: Tree) -> Page:
    page: Page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="One")
    return page


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Whoever writes cannot reach the cache; whoever reads can."""
    away = tag_versions.Versions(client("redis://127.0.0.1:1/0"))
    monkeypatch.setattr(pending_invalidations, "LEASE", 0.01)

    def set_to(is_cut: bool) -> None:
        monkeypatch.setattr(write_tracking, "versions", (lambda: away) if is_cut else tag_versions.versions)

    return set_to


class Reader:
    """Who asks for one page."""

    def __init__(self, page: Page) -> None:
        self.client, self.id = FrontClient(), page_id(page.pk)

    def ask(self) -> tuple[str, bool]:
        """The title, and whether Django was asked."""
        answer = self.client.ask(QUERY, id=self.id)
        return answer.json()["data"]["page"]["title"], answer.by_django

    def warm(self) -> None:
        """Ask until what is kept is given."""
        assert [self.ask()[1] for _ in range(2)] == [True, False]


def retitle(page: Page, title: str) -> None:
    Page.objects.filter(pk=page.pk).update(title=title)


def test_a_change_that_cannot_be_told_is_owed_and_seen_at_once(article: Page, cut_off: Callable[[bool], None]) -> None:
    reader = Reader(article)
    reader.warm()
    cut_off(True)
    retitle(article, "Two")
    assert OwedInvalidation.objects.count() == 1
    assert reader.ask() == ("Two", True)
    assert OwedInvalidation.objects.count() == 0, "the reader can tell the cache, and does"
    assert reader.ask() == ("Two", False)


def test_nothing_is_given_while_something_is_owed(
    article: Page, cached: tag_versions.Versions, cut_off: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(article)
    reader.warm()
    cut_off(True)
    retitle(article, "Two")
    monkeypatch.setattr(cached, "begin", lambda *, anew: (_ for _ in ()).throw(tag_versions.AWAY[0]("away")))
    assert [reader.ask() for _ in range(3)] == [("Two", True)] * 3
    assert OwedInvalidation.objects.count() == 1, "it is owed still"


def test_what_is_rolled_back_is_neither_told_nor_seen(article: Page, cut_off: Callable[[bool], None]) -> None:
    reader = Reader(article)
    reader.warm()
    cut_off(True)
    with transaction.atomic():
        retitle(article, "TAKEN BACK")
        transaction.set_rollback(True)
    assert [reader.ask()[0] for _ in range(3)] == ["One"] * 3


def test_of_many_changes_in_one_outage_the_first_alone_waits(
    article: Page, cut_off: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(pending_invalidations.time, "sleep", slept.append)
    cut_off(True)
    for title in ("Two", "Three", "Four"):
        retitle(article, title)
    assert len(slept) == (1 if connection.vendor == "postgresql" else 0), "SQLite is asked each time: nobody need wait"
    assert all(seconds > pending_invalidations.LEASE for seconds in slept)
    assert set(OwedInvalidation.objects.values_list("in_force", flat=True)) == {True}


def test_who_cannot_tell_that_it_is_committed_owes_it(
    article: Page, cached: tag_versions.Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(article)
    reader.warm()
    with monkeypatch.context() as patch:
        patch.setattr(cached, "renew", lambda *args: (_ for _ in ()).throw(tag_versions.AWAY[0]("away")))
        retitle(article, "Two")
    assert OwedInvalidation.objects.count() == 1
    assert reader.ask() == ("Two", True)
    assert OwedInvalidation.objects.count() == 0
    assert reader.ask() == ("Two", False), "the marks are gone with the hash"


@pytest.mark.postgres
def test_what_was_lost_is_not_begun_while_somebody_writes(article: Page, cached: tag_versions.Versions) -> None:
    """Else an answer from before the commit would be kept: the marks of who writes were lost too."""
    reader, written, may_commit = Reader(article), threading.Event(), threading.Event()
    reader.warm()

    def write() -> None:
        try:
            with transaction.atomic():
                retitle(article, "Two")
                written.set()
                may_commit.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert written.wait(30)
        cached.redis.flushall()
        assert [reader.ask() for _ in range(3)] == [("One", True)] * 3
        assert cached.now() is None
    finally:
        may_commit.set()
        thread.join()
    time.sleep(pending_invalidations.PAUSE)
    assert reader.ask() == ("Two", True)
    assert reader.ask() == ("Two", False)


def test_a_lock_that_is_lost_with_a_savepoint_is_taken_again(article: Page, cached: tag_versions.Versions) -> None:
    reader = Reader(article)
    reader.warm()
    with transaction.atomic():
        with transaction.atomic():
            retitle(article, "TAKEN BACK")
            transaction.set_rollback(True)
        cached.begin(anew=True)  # as another process may now
        retitle(article, "Two")
        state = cached.now()
        assert state is not None
        assert not cached.unchanged([f"p:{article.pk}"], state), "marked in the new hash as well"
    assert cached.unchanged([f"p:{article.pk}"], cached.now() or state)
    assert reader.ask() == ("Two", True)


def test_what_a_server_has_from_before_it_was_started_is_not_believed(
    article: Page, cached: tag_versions.Versions
) -> None:
    """As where Redis saves to a disk, or a replica takes over: the last changes may be missing."""
    reader = Reader(article)
    reader.warm()
    retitle(article, "Two")
    cached.redis.hset(tag_versions.HASH, "e", "another run:0123")
    assert cached.now() is None
    assert reader.ask() == ("Two", True)
    assert reader.ask() == ("Two", False)


def test_what_a_server_that_hung_does_too_late_changes_nothing(cached: tag_versions.Versions) -> None:
    cached.begin(anew=True)
    before = cached.mark(["a"])
    cached.begin(anew=True)
    state = cached.now()
    assert state is not None
    cached._mark(keys=[tag_versions.HASH], args=[before, "x", int(time.time()) + 600, "a"])
    assert cached.unchanged(["a"], state)
    cached.mark(["a"])
    cached.renew(["a"], before or b"")
    assert not cached.unchanged(["a"], cached.now() or state), "the mark of somebody else stays"


def test_what_is_being_written_is_marked_until_it_is_committed(article: Page, cached: tag_versions.Versions) -> None:
    cached.begin(anew=True)
    tags, before = [f"p:{article.pk}"], cached.now()
    assert before is not None
    with transaction.atomic():
        retitle(article, "Two")
        meanwhile = cached.now()
        assert meanwhile is not None
        assert not cached.unchanged(tags, meanwhile), "an answer that is made now may be of the old state"
    after = cached.now()
    assert after is not None
    assert cached.unchanged(tags, after)
    assert not cached.unchanged(tags, meanwhile)


def test_the_rows_are_looked_at_once_a_second(article: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []
    look = pending_invalidations._is_owed
    monkeypatch.setattr(pending_invalidations, "_is_owed", lambda: looks.append(time.monotonic()) or look())
    reader = Reader(article)
    began = time.monotonic()
    with CaptureQueriesContext(connection) as captured:
        reader.warm()
        first = len(captured)
        for _ in range(50):
            reader.ask()
        assert len(captured) == first
    if connection.vendor == "postgresql":
        assert len(looks) <= 1 + (time.monotonic() - began) / pending_invalidations.LEASE


def test_a_write_costs_one_statement_more(cached: tag_versions.Versions) -> None:
    topic = TopicFactory(name="One")
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        for name in ("Two", "Three"):
            Topic.objects.filter(pk=topic.pk).update(name=name)
    asked = [one["sql"].split()[0] for one in captured.captured_queries]
    assert asked == ["SELECT", "UPDATE", "UPDATE"] if connection.vendor == "postgresql" else ["UPDATE", "UPDATE"]
