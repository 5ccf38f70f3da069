"""Invalidation by write tracking: every statement that writes is seen, whichever code makes it, before it can be committed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.signals import request_finished, request_started
from django.db import DatabaseError, connections, transaction
from django.db.backends.signals import connection_created
from redis.exceptions import RedisError
from wagtail.models import Page

from cdn import outbox, pictures
from content_types.core.drafts import BOOKKEEPING
from delivery import dependency_tracking
from graphql_api.response_cache import pending_invalidations
from graphql_api.response_cache import tags as tag
from graphql_api.response_cache.sql_tables import (
    COMPOSED,
    Assignment,
    Parameters,
    Write,
    assignment_of,
    columns_updated,
    keys_written,
    values_inserted,
    write_of,
)
from graphql_api.response_cache.tag_versions import AWAY, Versions, versions

logger = logging.getLogger(__name__)

PLACE = ("live", "expire_at", "url_path", "path", "locale_id", "translation_key")  # what decides which page is where
_BASE = Page._meta.db_table
# What saving a draft writes to the live row, and what the tree counts: no reader sees any of it.
_BOOKKEEPING = frozenset(
    {"numchild", *(field.column for field in Page._meta.concrete_fields if field.name in BOOKKEEPING)}
)
NO_EPOCH = b"none"


def connect() -> None:
    """Look at the statements of every connection from now on."""
    connection_created.connect(_watch, dispatch_uid="kept.watch")
    for signal in (request_started, request_finished):
        signal.connect(_release_left_over, dispatch_uid="kept.left_over")
    for connection in connections.all(initialized_only=True):
        _watch(connection=connection)


def _watch(connection: Any, **kwargs: Any) -> None:
    if not any(isinstance(one, _Watcher) for one in connection.execute_wrappers):
        # First, as the outermost: a connection may be opened inside a block of `execute_wrapper`, which takes the last one away as its own.
        connection.execute_wrappers.insert(0, _Watcher(connection))


class _Watcher:
    """Of one connection."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.marked: set[str] = set()
        self.epoch: bytes | None = None  # in which they were
        self.owing = False  # the cache could not be told all of it
        self.held: tuple[int, _Held] | None = None
        self.asking = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        noting = dependency_tracking.current()
        written = write_of(sql)
        if written is None:
            if noting is not None:
                noting.note(sql)
            return execute(sql, params, many, context)
        if noting is not None:
            noting.cacheable = False  # what writes is no plain answer
        if self.asking or (versions() is None and not settings.CDN):
            return execute(sql, params, many, context)
        if self.marked and not self.connection.in_atomic_block:
            self.release()  # of a transaction that was rolled back
        found, purged = self._changed(sql, written, params, many)
        if not purged:
            return execute(sql, params, many, context)
        if self.connection.in_atomic_block:
            self._tell(found, purged)
            return execute(sql, params, many, context)
        if self.connection.vendor == "sqlite":
            return self._alone(found, purged, lambda: execute(sql, params, many, context))
        # What is told and what is written down belong into one transaction with the change.
        with transaction.atomic(using=self.connection.alias):
            self._tell(found, purged)
            return execute(sql, params, many, context)

    def _alone(self, found: frozenset[str], purged: frozenset[str], execute: Callable[[], Any]) -> Any:
        """A statement that SQLite commits by itself; it commits no transaction while rows of a statement are still to be fetched.

        What was settled or purged between the telling and the statement is told again right after it.
        """
        self._tell(found, purged)
        try:
            return execute()
        finally:
            if self.owing:
                pending_invalidations.note(self.connection)
            self.release()
            self._note_for_the_cdn(purged)

    def _changed(self, sql: str, written: Write, params: Any, many: bool) -> tuple[frozenset[str], frozenset[str]]:
        """The tags of what a statement is about to change, and those that the CDN is told of: pictures too."""
        self.asking = True
        try:
            found = changed_by(self.connection, sql, written, params, many)
            if not settings.CDN:
                return found, found
            return found, found | pictures.changed(written.table, written.verb, keys_written(sql, params, many))
        finally:
            self.asking = False

    def _tell(self, found: frozenset[str], purged: frozenset[str]) -> None:
        self.asking = True
        try:
            target = versions()
            if found and target is not None:
                self._mark(found, target)
        finally:
            self.asking = False
        self._note_for_the_cdn(purged)

    def _note_for_the_cdn(self, purged: frozenset[str]) -> None:
        self.asking = True
        try:
            outbox.note(purged, self.connection.alias)
        finally:
            self.asking = False

    def _mark(self, found: frozenset[str], target: Versions) -> None:
        held = self._is_fresh()
        if not held:
            pending_invalidations.hold(self.connection)
            self.owing = False  # a row may have gone with the lock
            self._release_after_commit()
        new = found - self.marked
        if self.owing or (held and not new):
            return
        before, self.marked = self.marked, self.marked | new
        try:
            epoch = target.mark(new)
            if before and epoch != self.epoch:  # begun anew while the lock was lost, without these
                epoch = target.mark(before)
            self.epoch = epoch
        except RedisError as error:
            if not isinstance(error, AWAY):
                logger.error("response cache: the cache refuses to be told of changes (%s)", type(error).__name__)  # noqa: TRY400 - no traceback: it may hold the address
            pending_invalidations.owe(self.connection)
            self.owing = True

    def _is_fresh(self) -> bool:
        """Whether the lock is held: it is lost when the savepoint is rolled back in which it was taken, as a function for after the commit is."""
        if self.held is None:
            return False
        at, held = self.held
        waiting = self.connection.run_on_commit
        return at < len(waiting) and waiting[at][1] is held

    def _release_after_commit(self) -> None:
        if not self.connection.in_atomic_block:
            return
        self.held = len(self.connection.run_on_commit), _Held(self)
        transaction.on_commit(self.held[1], using=self.connection.alias, robust=True)

    def release(self) -> None:
        """Renew what was marked; after the commit, or once it is known that there will be none."""
        done, epoch, owing = self.marked, self.epoch, self.owing
        self.marked, self.epoch, self.owing, self.held = set(), None, False, None
        target = versions()
        if not done or owing or target is None:
            return
        try:
            # Where there was no hash nothing was marked; one that was begun since has none of our marks.
            target.renew(done, epoch or NO_EPOCH)
        except RedisError:
            pending_invalidations.note(self.connection)


class _Held:
    """That the transaction at hand holds the lock; called when it is committed."""

    def __init__(self, watcher: _Watcher) -> None:
        self.watcher = watcher

    def __call__(self) -> None:
        self.watcher.release()


def _release_left_over(**kwargs: Any) -> None:
    for connection in connections.all(initialized_only=True):
        for one in connection.execute_wrappers:
            if isinstance(one, _Watcher) and one.marked and not connection.in_atomic_block:
                with suppress(DatabaseError):  # rolled back: nothing has changed, and the marks end by themselves
                    one.release()


def changed_by(connection: Any, sql: str, written: Write, params: Parameters, many: bool) -> frozenset[str]:
    """The tags of what a statement is about to change; everything where that cannot be told."""
    table = written.table
    if written is COMPOSED:
        return _everything()
    if table in tag.plain_tables():
        return frozenset({f"m:{table}"})
    if table not in tag.page_tables():
        return frozenset()  # a page's own rows are written with the page; nothing else is in any answer that is kept
    if many or params is None:
        return _everything()
    if written.verb == "INSERT":
        return _inserted(sql, params) if table == _BASE else _typed(table, sql, params)
    if written.verb == "DELETE":
        return _deleted(table, keys_written(sql, params, many))
    one = assignment_of(sql, params)
    if one is None:
        return frozenset() if columns_updated(sql) <= _BOOKKEEPING else _everything()
    if table in tag.type_tables():
        return tag.of_page(one.key, [table])
    return _updated(connection, one, base=table == _BASE)


def _everything() -> frozenset[str]:
    return frozenset({tag.EVERYTHING})


def _deleted(table: str, keys: Sequence[Any] | None) -> frozenset[str]:
    if keys is None:
        return _everything()
    found = frozenset({tag.ADDRESSES, tag.PAGES, *(f"p:{key}" for key in keys)})
    return found | ({f"s:{table}"} if table in tag.type_tables() else frozenset())


def _inserted(sql: str, params: Sequence[Any]) -> frozenset[str]:
    values = values_inserted(sql, params)
    if values is None:
        return _everything()
    if not values["live"]:
        return frozenset()
    return frozenset({tag.ADDRESSES, tag.PAGES, *_type_tags(values["content_type_id"])})


def _typed(table: str, sql: str, params: Sequence[Any]) -> frozenset[str]:
    """The row of a new page in the table of its type: the first that names its key. Somebody may have asked for that, and been told that there is none."""
    values = values_inserted(sql, params)
    if values is None:
        return _everything()
    return frozenset({f"p:{values[_key_columns()[table]]}"})


@cache
def _key_columns() -> dict[str, Any]:
    pages = [model for model in apps.get_models() if issubclass(model, Page)]
    return {model._meta.db_table: model._meta.pk.column for model in pages}


def _updated(connection: Any, one: Assignment, *, base: bool) -> frozenset[str]:
    if base and one.columns <= _BOOKKEEPING:
        return frozenset()
    with connection.cursor() as cursor:
        names = ", ".join((*PLACE, "content_type_id", "numchild"))
        cursor.execute(f"SELECT {names} FROM {_BASE} WHERE id = %s", [one.key])  # noqa: S608 - names of ours
        row = cursor.fetchone()
    if row is None or one.values is None:
        return _everything()
    *before, kind, children = row
    after = one.values
    if not before[0] and not after.get("live", False):
        return frozenset()  # a draft
    found = {f"p:{one.key}", tag.PAGES, *_type_tags(kind)}
    if base and any(name in after and not _same(after[name], value) for name, value in zip(PLACE, before, strict=True)):
        found.add(tag.EVERYTHING if children else tag.ADDRESSES)
    return frozenset(found)


def _same(one: Any, other: Any) -> bool:
    """Whether a value to be written is the one that is there, in whatever form the database gives it."""
    if one is None or other is None or isinstance(one, bool) or isinstance(other, bool):
        return bool(one) == bool(other) and (one is None) == (other is None)
    return str(one) == str(other)


def _type_tags(content_type: Any) -> set[str]:
    model = ContentType.objects.get_for_id(content_type).model_class()
    return {f"s:{model._meta.db_table}"} if model is not None else set()
