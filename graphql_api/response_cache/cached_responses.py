"""Cached responses: look up, compute once for all who wait, store."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
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

from content_types.core.registry import content_types
from delivery import dependency_tracking
from delivery.dependency_tracking import Dependencies
from graphql_api.execution.operations import PreparedOperation
from graphql_api.http.body import Body
from graphql_api.response_cache import pending_invalidations
from graphql_api.response_cache.lru_cache import LRUCache
from graphql_api.response_cache.tag_versions import AWAY, CacheVersion, Generation, Versions
from graphql_api.response_cache.tags import tags_of

PREFIX = "answers:"
REMEMBERED_BYTES = 32 * 1024 * 1024  # of answers that a process has at hand
LARGEST = 2 * 1024 * 1024  # bytes of a cached response
MOST_TAGS = 500
COMPUTING = 10  # seconds after which somebody who began to work out an answer is no more waited for
WAIT, LOOK = 2.0, 0.02  # seconds that others wait for that answer, and how often they look
PASSED = frozenset({"first_published_at", "last_published_at", "latest_revision_created_at", "locked_at", "go_live_at"})


@dataclass
class CachedResponse:
    """A cached response, and what it holds on to."""

    key: str
    body: Body
    tags: tuple[str, ...]
    since: CacheVersion
    until: float  # seconds since 1970
    edge_keys: tuple[str, str] | None = field(
        default=None, compare=False
    )  # the header by which a CDN is told to drop it
    seen_at: Generation | None = field(default=None, compare=False)  # when it was last found to hold

    def stored(self) -> bytes:
        """As the shared cache has it."""
        head = json.dumps([self.tags, self.since.epoch.decode(), self.since.clock, self.until])
        return head.encode() + b"\n" + self.body.content

    @classmethod
    def read(cls, key: str, stored: bytes) -> CachedResponse:
        """From the shared cache."""
        head, _, body = stored.partition(b"\n")
        tags, epoch, clock, until = json.loads(head)
        return cls(key, Body(body), tuple(tags), CacheVersion(epoch.encode(), clock), until)

    def is_fresh(self, target: Versions) -> bool:
        """Whether it is as new as one worked out now; one round trip, and a second after something was changed."""
        # What is owed first: were it settled after a look at the versions, both looks would find nothing.
        if time.time() >= self.until or not pending_invalidations.nothing(target):
            return False
        generation = target.generation()
        if generation is not None and generation == self.seen_at:
            return True
        if not target.unchanged(self.tags, self.since):
            return False
        # Read before the tags were looked at: what has changed since has another.
        self.seen_at = generation
        return True


local_cache: LRUCache[str, CachedResponse] = LRUCache(REMEMBERED_BYTES, lambda answer: len(answer.body.content))


def key_of(request: HttpRequest, prepared: PreparedOperation) -> str:
    """What an answer is kept under: the document, the operation, its variables, and the address that links in it begin with."""
    said = [
        prepared.document.sha256,
        prepared.operation_name,
        prepared.variables,
        request.scheme,
        request.META.get("SCRIPT_NAME"),
        request.META.get("HTTP_HOST") or [request.META.get("SERVER_NAME"), request.META.get("SERVER_PORT")],
    ]
    written = json.dumps(said, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.blake2b(written.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


@dataclass(slots=True)
class Reservation:
    """The right to compute what the cache lacks, and to store it. While it lasts, all that is read is noted."""

    target: Versions
    key: str
    since: CacheVersion  # when it began
    began: datetime
    dependencies: Dependencies

    def store(self, body: Body) -> CachedResponse | None:
        """Store what was computed; None where it may not be, or something changed meanwhile: then it is good for whoever asked, and for nobody else."""
        tags = tags_of(self.dependencies) if len(body.content) <= LARGEST else None
        if tags is None or len(tags) > MOST_TAGS:
            return None
        soonest = _next_timed_change(self.since, self.began).timestamp()
        until = min(time.time() + settings.GRAPHQL_ANSWERS_SECONDS, soonest)
        made = CachedResponse(self.key, body, tuple(sorted(tags)), self.since, until)
        with contextlib.suppress(*AWAY):
            if made.is_fresh(self.target):
                self.target.put(PREFIX + self.key, made.stored(), max(1, int((until - time.time()) * 1000)))
                local_cache.put(self.key, made)
                return made
        return None


@dataclass(frozen=True, slots=True)
class Claim:
    """That one request computes what others miss at the same time; they wait for it."""

    target: Versions
    key: str

    @property
    def lock(self) -> str:
        """The key of the shared cache that says so."""
        return f"{PREFIX}making:{self.key}"

    @contextmanager
    def computing(self) -> Iterator[Reservation | None]:
        """Compute inside; None where it cannot be stored, because the shared cache does not answer. The claim ends here."""
        try:
            since = _version(self.target)
            if since is None:
                yield None
                return
            began = timezone.now()
            with dependency_tracking.tracked() as dependencies:
                yield Reservation(self.target, self.key, since, began, dependencies)
        finally:
            with contextlib.suppress(*AWAY):
                self.target.drop(self.lock)


def look_up(target: Versions, key: str) -> CachedResponse | Claim | None:
    """The response that is stored under the key, or the claim to compute it.

    Of those who miss it at the same time one has the claim and the others wait. None where everybody computes their own, and stores nothing:
    when the shared cache does not answer, or is owed a change.
    """
    if not pending_invalidations.nothing(target):
        return None
    try:
        found = _lookup(target, key)
        if found is not None:
            return found
        claim = Claim(target, key)
        return claim if target.reserve(claim.lock, COMPUTING) else _wait_for_other(claim)
    except AWAY:
        return None


def _version(target: Versions) -> CacheVersion | None:
    """The version of the cache now; None where none can be had."""
    try:
        since = target.now()
        if since is None and pending_invalidations.begin(target, anew=False):
            since = target.now()
    except AWAY:
        return None
    return since


def _lookup(target: Versions, key: str) -> CachedResponse | None:
    near = local_cache.get(key)
    if near is not None and near.is_fresh(target):
        return near
    stored = target.get(PREFIX + key)
    if stored is None:
        return None
    found = CachedResponse.read(key, stored)
    if near is not None and found == near:
        return None
    if not found.is_fresh(target):
        return None
    local_cache.put(key, found)
    return found


def _wait_for_other(claim: Claim) -> CachedResponse | None:
    target, key, lock = claim.target, claim.key, claim.lock
    patience = time.monotonic() + WAIT
    while time.monotonic() < patience:
        time.sleep(LOOK)
        stored = target.get(PREFIX + key)
        if stored is not None:
            found = CachedResponse.read(key, stored)
            if found.is_fresh(target):
                local_cache.put(key, found)
                return found
        if target.get(lock) is None:
            return None
    return None


# --- What time alone changes -------------------------------------------------------------------------------------------------------

_timed_changes: dict[CacheVersion, datetime] = {}  # by the state of the versions


def _next_timed_change(since: CacheVersion, began: datetime) -> datetime:
    """The next moment at which time alone may change an answer: something expires, begins or ends, or the day ends. Until then the answer holds."""
    known = _timed_changes.get(since)
    if known is None or known <= began:
        midnight = (timezone.localtime(began) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        known = min([midnight, *_timed_changes_after(began)])
        _timed_changes.clear()
        _timed_changes[since] = known
    return known


def _timed_changes_after(began: datetime) -> Iterator[datetime]:
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
