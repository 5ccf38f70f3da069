"""Keeping answers and giving them again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page

from content_types.core import reads
from content_types.core.registry import content_types
from graphql_api.execution import Ready
from graphql_api.kept.tags import tags_of
from graphql_api.kept.versions import AWAY, Generation, Moment, Versions
from graphql_api.recent import Recent

logger = logging.getLogger(__name__)

PREFIX = "answers:"
REMEMBERED_BYTES = 32 * 1024 * 1024  # of answers that a process has at hand
LARGEST = 2 * 1024 * 1024  # bytes of an answer that is kept
MOST_TAGS = 500
COMPUTING = 10  # seconds after which somebody who began to work out an answer is no more waited for
WAIT, LOOK = 2.0, 0.02  # seconds that others wait for that answer, and how often they look
PASSED = frozenset({"first_published_at", "last_published_at", "latest_revision_created_at", "locked_at", "go_live_at"})


@dataclass
class Kept:
    """An answer that is kept, and what it holds on to."""

    body: bytes
    tags: tuple[str, ...]
    since: Moment
    until: float  # seconds since 1970
    worked_out: dict[Any, Any] = field(default_factory=dict, compare=False)  # ETags and compressed forms
    seen_at: Generation | None = field(default=None, compare=False)  # when it was last found to hold

    def stored(self) -> bytes:
        """As the shared cache has it."""
        head = json.dumps([self.tags, self.since.epoch.decode(), self.since.clock, self.until])
        return head.encode() + b"\n" + self.body

    @classmethod
    def read(cls, stored: bytes) -> Kept:
        """From the shared cache."""
        head, _, body = stored.partition(b"\n")
        tags, epoch, clock, until = json.loads(head)
        return cls(body, tuple(tags), Moment(epoch.encode(), clock), until)

    def holds(self, target: Versions) -> bool:
        """Whether it is as new as one worked out now; one round trip, and a second after something was changed."""
        if time.time() >= self.until:
            return False
        generation = target.generation()
        if generation is not None and generation == self.seen_at:
            return True
        if not target.unchanged(self.tags, self.since):
            return False
        # Read before the tags were looked at: what has changed since has another.
        self.seen_at = generation
        return True


at_hand: Recent[str, Kept] = Recent(REMEMBERED_BYTES, lambda answer: len(answer.body))


def key_of(request: HttpRequest, ready: Ready) -> str:
    """What an answer is kept under: the document, the operation, its variables, and the address that links in it begin with."""
    said = [
        ready.document.sha256,
        ready.operation_name,
        ready.variables,
        request.scheme,
        request.META.get("SCRIPT_NAME"),
        request.META.get("HTTP_HOST") or [request.META.get("SERVER_NAME"), request.META.get("SERVER_PORT")],
    ]
    written = json.dumps(said, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def kept_or_made(target: Versions, key: str, make: Callable[[], tuple[bytes, bool]]) -> Kept | bytes:
    """The answer that is kept under the key, or a new one. ``make`` gives its body, and whether it may be kept at all.

    Of those who miss it at the same time one makes it and the others wait. When the shared cache does not answer, everybody makes their own.
    """
    try:
        found = _kept(target, key)
        if found is not None:
            return found
        lock = f"{PREFIX}making:{key}"
        if not target.redis.set(lock, 1, nx=True, ex=COMPUTING):
            found = _awaited(target, key, lock)
            if found is not None:
                return found
            return make()[0]
    except AWAY as error:
        logger.warning("kept answers: the cache does not answer (%s)", type(error).__name__)
        return make()[0]
    try:
        return _made(target, key, make)
    finally:
        with contextlib.suppress(*AWAY):
            target.redis.delete(lock)


def _kept(target: Versions, key: str) -> Kept | None:
    near = at_hand.get(key)
    if near is not None and near.holds(target):
        return near
    stored = target.redis.get(PREFIX + key)
    if stored is None:
        return None
    found = Kept.read(stored)
    if near is not None and found == near:
        return None
    if not found.holds(target):
        return None
    at_hand.put(key, found)
    return found


def _awaited(target: Versions, key: str, lock: str) -> Kept | None:
    patience = time.monotonic() + WAIT
    while time.monotonic() < patience:
        time.sleep(LOOK)
        stored = target.redis.get(PREFIX + key)
        if stored is not None:
            found = Kept.read(stored)
            if found.holds(target):
                at_hand.put(key, found)
                return found
        if not target.redis.exists(lock):
            return None
    return None


def _made(target: Versions, key: str, make: Callable[[], tuple[bytes, bool]]) -> Kept | bytes:
    try:
        since = target.now()
    except AWAY:
        return make()[0]
    began = timezone.now()
    with reads.noted() as noted:
        body, may_be_kept = make()
    tags = tags_of(noted) if may_be_kept and len(body) <= LARGEST else None
    if tags is None or len(tags) > MOST_TAGS:
        return body
    until = min(time.time() + settings.GRAPHQL_ANSWERS_SECONDS, _next_moment(since, began).timestamp())
    made = Kept(body, tuple(sorted(tags)), since, until)
    with contextlib.suppress(*AWAY):
        if made.holds(target):  # else something changed while it was made
            target.redis.set(PREFIX + key, made.stored(), px=max(1, int((until - time.time()) * 1000)))
            at_hand.put(key, made)
            return made
    return body  # good for whoever asked, and for nobody after a change


# --- What time alone changes -------------------------------------------------------------------------------------------------------

_moments: dict[Moment, datetime] = {}  # by the state of the versions


def _next_moment(since: Moment, began: datetime) -> datetime:
    """When something expires, begins or ends next, or a day does: what was asked when it began does not depend on the hour until then."""
    known = _moments.get(since)
    if known is None or known <= began:
        midnight = (timezone.localtime(began) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        known = min([midnight, *_moments_after(began)])
        _moments.clear()
        _moments[since] = known
    return known


def _moments_after(began: datetime) -> Iterator[datetime]:
    for model, name in _timed():
        found = model._default_manager.filter(**{f"{name}__gt": began}).aggregate(next=models.Min(name))["next"]
        if found is not None:
            yield found


@cache
def _timed() -> tuple[tuple[Any, str], ...]:
    """Every column of pages and terms that holds a moment which readers can tell has passed."""
    own = [one.model for one in content_types()]
    terms = [one for one in apps.get_models() if issubclass(one, DraftStateMixin) and not issubclass(one, Page)]
    found = {
        (field.model, field.name)
        for model in (*own, *terms)
        for field in model._meta.get_fields()
        if isinstance(field, models.DateTimeField) and field.name not in PASSED
    }
    return tuple(sorted(found, key=lambda one: (one[0]._meta.label, one[1])))
