"""The outbox of webhooks: a message is written in the transaction that processes a change, and sent by ``webhooks.worker``.

Nothing here talks to a receiver. What a killed worker had leased is sent again under the same id.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page

from changes.feed import page_type
from changes.models import ContentChange, Kind
from changes.processing import changes_processed
from content_types.core.identity import page_id
from delivery.addresses import frontends
from delivery.visibility import public_viewer, visible_pages
from queues.leased_queue import BackOff, LeasedQueue
from webhooks.models import TEST_EVENT, Delivery, Endpoint, event_type
from webhooks.notices import tell_administrators
from webhooks.sending import Outcome

logger = logging.getLogger(__name__)

QUEUE = LeasedQueue(Delivery, lease=timedelta(seconds=90))  # longer than an attempt takes, name server included
# 10 s, 30 s, 90 s … 4 h, each a quarter more or less.
BACK_OFF = BackOff(
    timedelta(seconds=10), timedelta(hours=4), factor=3, jitter=(0.75, 1.25), longest_asked=timedelta(hours=4)
)
LONGEST_PAUSE = timedelta(minutes=5)  # of the other messages for an endpoint that cannot be reached
GONE = 410


def connect() -> None:
    """Hear of processed changes; called once, when Django starts."""
    changes_processed.connect(_enqueue, dispatch_uid="webhooks.enqueue")


def _enqueue(changes: Sequence[ContentChange], **kwargs: Any) -> None:
    """Write a message for every endpoint that wants to know; one statement for the endpoints, two for the messages."""
    endpoints = list(Endpoint.objects.filter(active=True))
    if not endpoints:
        return
    bases = frontends()
    Delivery.objects.bulk_create(
        [
            Delivery.new(endpoint, event_type(Kind(change.kind)), payload_of(change, bases), change.page_id)
            for change in changes
            for endpoint in endpoints
            if endpoint.wants(change.kind, change.content_type)
        ],
        batch_size=500,
    )


def payload_of(change: ContentChange, bases: dict[int, str]) -> dict[str, Any]:
    """What a message says: nothing that is not public."""
    base = bases.get(change.site_id) if change.site_id is not None else None
    there = change.kind != Kind.UNPUBLISHED and base is not None
    data: dict[str, Any] = {
        "pageId": page_id(change.page_id),
        "pageType": page_type(change.content_type),
        "path": change.path if there else None,
        "url": f"{base}{change.path}" if there else None,
    }
    if change.kind == Kind.MOVED:
        data["previousPath"] = change.previous_path or None
    return {"type": event_type(Kind(change.kind)), "timestamp": _iso(change.at), "data": data}


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def enqueue_test(endpoint: Endpoint) -> Delivery:
    """A message that says nothing, for trying a receiver; sent to an endpoint that is switched off, too."""
    payload = {"type": TEST_EVENT, "timestamp": _iso(timezone.now()), "data": {}}
    delivery = Delivery.new(endpoint, TEST_EVENT, payload)
    delivery.save()
    return delivery


def claim(limit: int) -> tuple[uuid.UUID, list[Delivery]]:
    """Lease up to ``limit`` due messages. Three statements, and one an endpoint."""
    waiting = _open().order_by("next_attempt_at", "pk")
    due = waiting.order_by().filter(next_attempt_at__lte=timezone.now())
    waited_for = sorted(set(due.values_list("endpoint_id", flat=True).distinct()))
    if not waited_for:
        return uuid.uuid4(), []
    # Each has its share, so that one with a long queue does not hold up the others.
    chosen = random.sample(waited_for, min(len(waited_for), limit))
    shares = (waiting.filter(endpoint_id=endpoint_id) for endpoint_id in chosen)
    token, leased = QUEUE.claim(limit // len(chosen), *shares)
    return token, list(leased.select_related("endpoint").order_by("pk"))


def withdraw(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Give up those that tell of a page which the public may not see at this moment; gives the others. At most five statements."""
    tell = {one.page_id for one in deliveries if one.page_id is not None and one.event != event_type(Kind.UNPUBLISHED)}
    if not tell:
        return list(deliveries)
    seen = set(visible_pages(public_viewer(), Page.objects.filter(pk__in=tell)).order_by().values_list("pk", flat=True))
    hidden = tell - seen
    kept = [one for one in deliveries if one.page_id not in hidden or one.event == event_type(Kind.UNPUBLISHED)]
    gone = [one.pk for one in deliveries if one not in kept]
    if gone:
        Delivery.objects.filter(pk__in=gone).update(state=Delivery.State.WITHDRAWN, ended_at=timezone.now(), claim=None)
    return kept


def record(delivery: Delivery, token: uuid.UUID, outcome: Outcome) -> None:
    """Write down what became of an attempt: done, to be tried again later, or given up after a day."""
    now = timezone.now()
    rows = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING)
    last = {"attempts": delivery.attempts + 1, "last_status": outcome.status, "last_error": outcome.error[:200]}
    if outcome.is_success:
        # Also where the lease has ended meanwhile: the receiver has it.
        rows.update(state=Delivery.State.DELIVERED, ended_at=now, claim=None, **last)
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(last_success_at=now)
        return
    ours = rows.filter(claim=token)
    wait = BACK_OFF.wait(delivery.attempts, outcome.retry_after or 0)
    if outcome.status == GONE:
        if ours.update(state=Delivery.State.FAILED, ended_at=now, claim=None, **last):
            _switch_off(delivery.endpoint, "It answered 410 Gone, which means: send nothing here any more.")
    elif now + wait <= delivery.retry_until:
        if QUEUE.postpone(ours, wait, outcome.error, last_status=outcome.status) and outcome.status is None:
            _spare(delivery, now + min(wait, LONGEST_PAUSE))
    elif ours.update(state=Delivery.State.FAILED, ended_at=now, claim=None, **last):
        _give_up(delivery)


def _spare(delivery: Delivery, until: datetime) -> None:
    """Let the other messages for an endpoint that cannot be reached wait for a while too: each would hold a worker up for seconds."""
    others = Delivery.objects.filter(endpoint_id=delivery.endpoint_id, state=Delivery.State.WAITING, claim=None)
    others.filter(next_attempt_at__lt=until).update(next_attempt_at=until)


def _give_up(delivery: Delivery) -> None:
    """Switch an endpoint off that has taken nothing in the whole time that a message was tried."""
    endpoint = Endpoint.objects.get(pk=delivery.endpoint_id)
    took_something = endpoint.last_success_at is not None and endpoint.last_success_at > delivery.created_at
    if endpoint.active and not took_something and delivery.event != TEST_EVENT:
        _switch_off(endpoint, "It took no message for a day.")


def _switch_off(endpoint: Endpoint, reason: str) -> None:
    logger.warning("webhooks: %s was switched off: %s", endpoint, reason)
    endpoint.switch_off(reason)
    tell_administrators(endpoint)


def prune() -> int:
    """Delete messages that ended more than ``WEBHOOK_LOG_DAYS`` ago; gives how many."""
    limit = timezone.now() - timedelta(days=settings.WEBHOOK_LOG_DAYS)
    return Delivery.objects.filter(ended_at__lt=limit).delete()[0]


def _open() -> QuerySet[Delivery]:
    """Messages that have not been taken and not been given up, and that may be sent."""
    return Delivery.objects.filter(state=Delivery.State.WAITING).filter(Q(endpoint__active=True) | Q(event=TEST_EVENT))


def waiting() -> int:
    """How many messages are still to be sent."""
    return _open().count()


def switched_off() -> QuerySet[Endpoint]:
    """Endpoints that the platform switched off, and that nobody has switched on again."""
    return Endpoint.objects.filter(active=False).exclude(disabled_reason="")
