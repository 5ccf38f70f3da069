"""The outbox of webhooks: a message is written in the transaction that settles a change, and sent by ``webhooks.worker``.

Nothing here talks to a receiver. A message is claimed for a while, not for ever: what a killed worker held comes back by itself, and is
sent again under the same id.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, Site

from changes.feed import page_type
from changes.models import ContentChange, Kind
from changes.signals import changes_settled
from content_types.core.identity import page_id
from content_types.core.visibility import public_viewer, visible_pages
from webhooks.models import TEST_EVENT, Delivery, Endpoint, event_type
from webhooks.notices import tell_administrators
from webhooks.sending import Outcome

logger = logging.getLogger(__name__)

LEASE = timedelta(
    seconds=90
)  # longer than an attempt takes, name server included; a killed worker's claim ends after it
FIRST_WAIT = timedelta(seconds=10)  # after the first failure; three times as long after each further one
LONGEST_WAIT = timedelta(hours=4)
LONGEST_PAUSE = timedelta(minutes=5)  # of the other messages for an endpoint that cannot be reached
GONE = 410


def connect() -> None:
    """Hear of settled changes; called once, when Django starts."""
    changes_settled.connect(_enqueue, dispatch_uid="webhooks.enqueue")


def _enqueue(changes: Sequence[ContentChange], **kwargs: Any) -> None:
    """Write a message for every endpoint that wants to know; one statement for the endpoints, two for the messages."""
    endpoints = list(Endpoint.objects.filter(active=True))
    if not endpoints:
        return
    bases = site_addresses()
    Delivery.objects.bulk_create(
        [
            Delivery.new(endpoint, event_type(Kind(change.kind)), payload_of(change, bases), change.page_id)
            for change in changes
            for endpoint in endpoints
            if endpoint.wants(change.kind, change.content_type)
        ],
        batch_size=500,
    )


def site_addresses() -> dict[int, str]:
    """Where links to each site begin: SITE_URL for the default one."""
    return {
        site.pk: settings.WAGTAILADMIN_BASE_URL if site.is_default_site else site.root_url
        for site in Site.objects.all()
    }


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
    """Take up to ``limit`` due messages for ``LEASE``. Never gives two workers the same. Three statements, and one an endpoint."""
    now, token = timezone.now(), uuid.uuid4()
    due = _open().filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")
    waited_for = sorted(set(due.order_by().values_list("endpoint_id", flat=True).distinct()))
    if not waited_for:
        return token, []
    chosen = random.sample(waited_for, min(len(waited_for), limit))
    keys: list[int] = []
    with transaction.atomic():
        for endpoint_id in chosen:  # each has its share, so that one with a long queue does not hold up the others
            # On PostgreSQL rows that another worker holds are passed over; SQLite has one writer at a time.
            locked = due.filter(endpoint_id=endpoint_id).select_for_update(skip_locked=True, of=("self",))
            keys.extend(locked.values_list("pk", flat=True)[: limit // len(chosen)])
        Delivery.objects.filter(pk__in=keys).update(claim=token, next_attempt_at=now + LEASE)
    found = Delivery.objects.filter(pk__in=keys, claim=token).select_related("endpoint").order_by("pk")
    return token, list(found)


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
    common = {"attempts": delivery.attempts + 1, "last_status": outcome.status, "last_error": outcome.error[:200]}
    if outcome.is_success:
        # Also where the claim has ended meanwhile: the receiver has it.
        rows.update(state=Delivery.State.DELIVERED, ended_at=now, claim=None, **common)
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(last_success_at=now)
        return
    ours = rows.filter(claim=token)
    due = now + wait_after(delivery.attempts, outcome.retry_after)
    if outcome.status == GONE:
        if ours.update(state=Delivery.State.FAILED, ended_at=now, claim=None, **common):
            _switch_off(delivery.endpoint, "It answered 410 Gone, which means: send nothing here any more.")
    elif due <= delivery.retry_until:
        if ours.update(next_attempt_at=due, claim=None, **common) and outcome.status is None:
            _spare(delivery, min(due, now + LONGEST_PAUSE))
    elif ours.update(state=Delivery.State.FAILED, ended_at=now, claim=None, **common):
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


def wait_after(attempts: int, retry_after: int | None = None) -> timedelta:
    """How long to wait after one more failure: 10 s, 30 s, 90 s … 4 h, each a quarter more or less, and not less than was asked for."""
    wait = min(FIRST_WAIT * 3 ** min(attempts, 10), LONGEST_WAIT)
    asked = min(timedelta(seconds=retry_after or 0), LONGEST_WAIT)
    return max(wait * random.uniform(0.75, 1.25), asked)  # noqa: S311 - spreads retries, guards nothing


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
