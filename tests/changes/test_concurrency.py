"""That a client which polls misses nothing,
with transactions that really run side by side on PostgreSQL and commit in any order."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from wagtail.models import Page, PageViewRestriction

from changes.feed import Place, changes_since, present
from changes.models import ChangeLog, ContentChange, DirtyMarker, Kind, PublicPage
from changes.processing import process_all_changes, process_changes
from changes.signals import mark_dirty
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from delivery.visibility import public_viewer, visible_pages
from tests.support.tree import Tree

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[threading.Thread]:
    """Run in a thread, with a connection of its own; what it raises is raised here."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(120)
        assert not thread.is_alive()
        if raised:
            raise raised[0]


def article(tree: Tree) -> Page:
    return KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)


def publish(page: Page) -> None:
    page.live = True
    page.save()


def test_a_transaction_that_began_first_and_commits_last_is_not_missed(tree: Tree) -> None:
    slow, quick = article(tree), article(tree)
    process_all_changes()
    place = present()
    noted, go_on = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        with transaction.atomic():
            publish(slow)
            noted.set()
            assert go_on.wait(60)

    with beside(publish_slowly):
        assert noted.wait(60)
        publish(quick)  # takes its key later, commits earlier, and is processed by the commit
        first = changes_since(place, 100, public_viewer())
        assert [one.page_id for one in first.changes] == [quick.pk]
        go_on.set()
    second = changes_since(first.end, 100, public_viewer())
    assert [one.page_id for one in second.changes] == [slow.pk]


def test_two_that_saw_half_each_are_settled_from_both(tree: Tree) -> None:
    """One publishes a page while another makes the section private: neither transaction sees the other's work."""
    page = article(tree)
    process_all_changes()
    noted, go_on = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        with transaction.atomic():
            publish(page)
            noted.set()
            assert go_on.wait(60)

    with beside(publish_slowly):
        assert noted.wait(60)
        with transaction.atomic():
            # Without the other signals:
            # the search's outbox would make the two wait for one another, which is not to be relied on.
            PageViewRestriction.objects.bulk_create(
                [PageViewRestriction(page=tree.knowledge, restriction_type="login")]
            )
            mark_dirty(tree.knowledge.pk, content=False, below=True)
        go_on.set()
    process_all_changes()
    assert not PublicPage.objects.filter(pk=page.pk).exists()
    assert not ContentChange.objects.filter(page_id=page.pk).exists()


def test_one_settles_at_a_time_and_nobody_waits_for_it(tree: Tree) -> None:
    page = article(tree)
    process_all_changes()
    with transaction.atomic():
        ChangeLog.objects.select_for_update().get(pk=1)

        with beside(lambda: publish(page)):
            pass  # ends while the row is held: who waited for it would wait for ever
    assert DirtyMarker.objects.exists()  # left to whoever comes next
    process_all_changes()
    assert PublicPage.objects.filter(pk=page.pk).exists()


class Client:
    """Polls, and keeps what it knows as a frontend would: the pages that are there."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.known: set[int] = set()
        self.told = 0

    def poll(self) -> None:
        stretch = changes_since(self.place, random.choice([1, 3, 50]), public_viewer())
        for one in stretch.changes:
            self.told += 1
            if one.kind == Kind.UNPUBLISHED:
                self.known.discard(one.page_id)
            else:
                self.known.add(one.page_id)
        self.place = stretch.end


def test_many_writers_settlers_and_readers(tree: Tree) -> None:
    pages = [article(tree) for _ in range(24)]
    process_all_changes()
    place = present()
    writing = threading.Event()
    writing.set()

    def write(mine: list[Page]) -> Callable[[], None]:
        def run() -> None:
            chance = random.Random(mine[0].pk)
            for _ in range(25):
                # Several pages a transaction, held open for a while, so that keys and commits are out of order.
                with transaction.atomic():
                    for page in chance.sample(mine, 2):
                        page.refresh_from_db()
                        page.live = not page.live
                        page.save()
                    time.sleep(chance.random() * 0.03)

        return run

    def privacy() -> None:
        while writing.is_set():
            with transaction.atomic():
                restriction = PageViewRestriction.objects.create(page=pages[0], restriction_type="login")
                time.sleep(0.02)
            with transaction.atomic():
                restriction.delete()
                time.sleep(0.02)

    def processing() -> None:
        while writing.is_set():
            process_changes()
            time.sleep(0.005)

    clients = [Client(place) for _ in range(3)]

    def polling(client: Client) -> Callable[[], None]:
        def run() -> None:
            while writing.is_set():
                client.poll()
                time.sleep(0.002)

        return run

    with (
        beside(privacy),
        beside(processing),
        beside(processing),
        beside(polling(clients[0])),
        beside(polling(clients[1])),
    ):
        try:
            with beside(write(pages[0:8])), beside(write(pages[8:16])), beside(write(pages[16:24])):
                pass
        finally:
            writing.clear()
    process_all_changes()
    for client in clients:  # the third reads all of it at the end
        before = None
        while before != client.place:
            before = client.place
            client.poll()
    there = set(
        visible_pages(public_viewer(), Page.objects.filter(pk__in=[page.pk for page in pages])).values_list(
            "pk", flat=True
        )
    )
    assert all(client.known == there for client in clients), [client.known ^ there for client in clients]
    positions = list(ContentChange.objects.order_by("position").values_list("position", flat=True))
    assert positions == list(range(positions[0], positions[0] + len(positions)))
    assert clients[0].told >= 30
