"""From a publication to a receiver: what is sent, how often it is tried, and when it is given up."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook
from wagtail.models import Page, PageViewRestriction

from changes.models import Kind
from changes.processing import process_all_changes
from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.tools.factories import ToolPageFactory
from tests.support.tree import Tree
from tests.webhooks.receiver import Receiver, hang_up, status
from tests.webhooks.working import Work, later
from webhooks import outbox
from webhooks.models import Delivery, Endpoint

pytestmark = pytest.mark.django_db
WAITING, DELIVERED, FAILED = Delivery.State.WAITING, Delivery.State.DELIVERED, Delivery.State.FAILED


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in receiver.received]


def test_a_publication_reaches_the_receiver_signed(
    tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work
) -> None:
    page = ToolPageFactory(parent=tree.tools, slug="letter")
    work()
    (came,) = receiver.received
    # The receiver's side, by the library of Standard Webhooks.
    body = Webhook(endpoint.secrets()[0].reveal()).verify(came.body, came.headers)
    assert body.pop("timestamp").endswith("Z")
    assert body == {
        "type": "page.published",
        "data": {
            "pageId": page_id(page.pk),
            "pageType": "Tool",
            "path": "/tools/letter/",
            "url": "http://testserver/tools/letter/",
        },
    }
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_status, delivery.attempts) == (DELIVERED, 204, 1)
    assert came.headers["webhook-id"] == delivery.message_id
    endpoint.refresh_from_db()
    assert endpoint.last_success_at is not None


def test_each_kind_of_event(tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="one")
    work()
    page.save_revision().publish()
    work()
    page.slug = "two"
    page.save_revision().publish()
    work()
    page.unpublish()
    work()
    events = [(one["type"], one["data"]["path"], one["data"].get("previousPath")) for one in bodies(receiver)]
    assert events == [
        ("page.published", "/knowledge/one/", None),
        ("page.updated", "/knowledge/one/", None),
        ("page.moved", "/knowledge/two/", "/knowledge/one/"),
        ("page.unpublished", None, None),
    ]


def test_an_endpoint_is_told_what_it_wants_to_know(tree: Tree, endpoint: Endpoint) -> None:
    endpoint.kinds, endpoint.content_types = [Kind.UNPUBLISHED], ["tool"]
    endpoint.save()
    Endpoint.objects.create(name="Off", url=endpoint.url, kinds=Kind.values, active=False)
    article, tool = KnowledgeArticlePageFactory(parent=tree.knowledge), ToolPageFactory(parent=tree.tools)
    process_all_changes()
    assert not Delivery.objects.exists()
    for page in (article, tool):
        page.unpublish()
    process_all_changes()
    assert list(Delivery.objects.values_list("event", "page_id", "endpoint")) == [
        ("page.unpublished", tool.pk, endpoint.pk)
    ]


def test_what_is_hidden_before_it_is_sent_is_withdrawn(
    tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work
) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    process_all_changes()
    PageViewRestriction.objects.create(page=tree.knowledge, restriction_type="login")
    work()
    assert [(one["type"], one["data"]["pageId"], one["data"]["url"]) for one in bodies(receiver)] == [
        ("page.unpublished", page_id(page.pk), None)
    ]
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["delivered", "withdrawn"]


def test_a_failure_is_tried_again_under_the_same_id_with_a_new_timestamp(
    tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.answers = [503, hang_up]
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    work()
    work()  # not due yet
    assert len(receiver.received) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_status, delivery.last_error) == (WAITING, 503, "it answered 503")
    later(minutes=1)
    work()
    later(minutes=5)
    work()
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
    assert len({one.body for one in receiver.received}) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(receiver.received)) == (DELIVERED, 3, 3)


def test_the_wait_grows_to_hours_and_heeds_the_receiver() -> None:
    waits = [outbox.BACK_OFF.delay(failures).total_seconds() for failures in (0, 1, 2, 12)]
    assert waits == [10, 30, 90, 4 * 3600]
    assert outbox.BACK_OFF.wait(0, asked=600) == timedelta(seconds=600)
    assert outbox.BACK_OFF.wait(0, asked=10**6) == timedelta(hours=4)


def test_after_a_day_without_success_it_is_given_up_and_administrators_are_told(
    tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work, admin_user: Any, client: Client
) -> None:
    receiver.answers = [500] * 100
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    work()
    tries = 1
    while Delivery.objects.filter(state=WAITING).exists():
        later(hours=5)  # longer than the longest wait
        work()
        tries += 1
        assert tries < 50
    assert tries == 6
    endpoint.refresh_from_db()
    assert not endpoint.active
    assert endpoint.disabled_reason == "It took no message for a day."
    assert Delivery.objects.get().state == FAILED
    assert [(one.to, "Website" in one.subject) for one in mail.outbox] == [([admin_user.email], True)]
    client.force_login(admin_user)
    assert "It took no message for a day." in client.get("/admin/").content.decode()
    page.unpublish()
    process_all_changes()
    assert Delivery.objects.count() == 1  # nothing is kept for it


def test_an_endpoint_that_takes_other_messages_stays_on(
    tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work
) -> None:
    receiver.answers = [500]
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    work()
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    work()
    Delivery.objects.filter(state=WAITING).update(retry_until=timezone.now(), next_attempt_at=timezone.now())
    receiver.answers = [500]
    work()
    endpoint.refresh_from_db()
    assert endpoint.active
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["delivered", "failed"]


def test_gone_switches_off_at_once(tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work) -> None:
    receiver.answers = [410]
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    work()
    endpoint.refresh_from_db()
    assert not endpoint.active
    assert "410" in endpoint.disabled_reason
    endpoint.active = True
    endpoint.save()
    assert endpoint.disabled_reason == ""


def test_an_endpoint_that_cannot_be_reached_does_not_hold_up_the_others(
    tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work
) -> None:
    away = Endpoint.objects.create(name="Away", url=receiver.url(host="away.invalid"), kinds=Kind.values)
    for _ in range(30):
        KnowledgeArticlePageFactory(parent=tree.knowledge)
    work()
    assert len(receiver.received) == 30
    assert 1 <= away.deliveries.filter(attempts=1).count() <= 16
    assert away.deliveries.filter(state=WAITING).count() == 30


def test_a_claim_takes_three_statements_and_one_an_endpoint(endpoint: Endpoint, django_assert_num_queries: Any) -> None:
    other = Endpoint.objects.create(name="Other", url=endpoint.url, kinds=Kind.values)
    for one in (endpoint, other, other):
        outbox.enqueue_test(one)
    with django_assert_num_queries(5 + 2):  # and two of the savepoint
        assert len(outbox.claim(10)[1]) == 3
    with django_assert_num_queries(1):
        assert outbox.claim(10)[1] == []


def test_a_late_failure_does_not_undo_what_another_worker_did(
    tree: Tree, receiver: Receiver, endpoint: Endpoint
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    process_all_changes()
    first, (held,) = outbox.claim(10)
    later(seconds=outbox.QUEUE.lease.total_seconds())
    second, (again,) = outbox.claim(10)
    outbox.record(held, first, outbox.Outcome(500, "it answered 500"))
    assert Delivery.objects.get().claim == second
    outbox.record(again, second, outbox.Outcome(204, ""))
    outbox.record(held, first, outbox.Outcome(500, "it answered 500"))
    assert Delivery.objects.get().state == DELIVERED


def test_a_secret_that_cannot_be_read_is_told(
    tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work, settings: Any
) -> None:
    settings.SECRET_KEY = "another-" * 10
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    work()
    assert not receiver.received
    assert "SECRET_KEY" in Delivery.objects.get().last_error


def test_a_test_is_sent_to_an_endpoint_that_is_off(receiver: Receiver, endpoint: Endpoint, work: Work) -> None:
    endpoint.switch_off("It took no message for a day.")
    outbox.enqueue_test(endpoint)
    work()
    (came,) = receiver.received
    assert Webhook(endpoint.secrets()[0].reveal()).verify(came.body, came.headers)["type"] == "webhook.test"


def test_what_ended_long_ago_is_deleted(tree: Tree, receiver: Receiver, endpoint: Endpoint, work: Work) -> None:
    receiver.answers = [status(200), 500]
    for _ in range(2):
        KnowledgeArticlePageFactory(parent=tree.knowledge)
    work()
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    Delivery.objects.filter(state=DELIVERED).update(ended_at=timezone.now() - timedelta(days=31))
    assert outbox.prune() == 1
    assert Delivery.objects.get().state == WAITING


def test_a_publication_that_is_rolled_back_is_not_told(tree: Tree, endpoint: Endpoint) -> None:
    from django.db import transaction

    class Undo(Exception):
        pass

    def publish() -> Page:
        with transaction.atomic():
            KnowledgeArticlePageFactory(parent=tree.knowledge)
            raise Undo

    with pytest.raises(Undo):
        publish()
    process_all_changes()
    assert not Delivery.objects.exists()
