"""Seeing every write at its statement, whichever code makes it, before it can be committed."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.signals import request_finished, request_started
from django.db import connections, transaction
from django.db.backends.signals import connection_created
from wagtail.models import Page

from cdn import outbox, pictures
from content_types.core import reads
from content_types.core.drafts import BOOKKEEPING
from graphql_api.kept import tags as tag
from graphql_api.kept.versions import AWAY, versions

logger = logging.getLogger(__name__)

_WRITE = re.compile(r'\s*(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)"?', re.IGNORECASE)
_ONE_ROW = re.compile(r'\s*UPDATE "(\w+)" SET (.*) WHERE "\w+"\."(\w+)" = %s\s*$', re.DOTALL)
_PLAINLY = re.compile(r'"(\w+)" = (%s|NULL)(?:::\w+)?(?:, |\s*$)')
_ASSIGNED = re.compile(r'"(\w+)" = ')
_COLUMNS = re.compile(r'\s*INSERT(?: OR \w+)? INTO "\w+" \(([^)]*)\) VALUES', re.IGNORECASE)
_SOME_ROWS = re.compile(r'\s*DELETE FROM "\w+" WHERE "\w+"\."\w+" IN \([%s, ]*\)\s*$')
PLACE = ("live", "expire_at", "url_path", "path", "locale_id", "translation_key")  # what decides which page is where
_BASE = Page._meta.db_table
# What saving a draft writes to the live row, and what the tree counts: no reader sees any of it.
_BOOKKEEPING = frozenset(
    {"numchild", *(field.column for field in Page._meta.concrete_fields if field.name in BOOKKEEPING)}
)
COMPOSED = (
    "COMPOSED"  # a statement that is no text (psycopg.sql): nobody here writes one, and what it does is not known
)


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
        self.asking = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        noting = reads.current()
        written = _written(sql) if isinstance(sql, str) else (COMPOSED, "")
        if written is None:
            if noting is not None:
                noting.note(sql)
            return execute(sql, params, many, context)
        if noting is not None:
            noting.lasting = False  # what writes is no plain answer
        if self.asking or (versions() is None and not settings.CDN):
            return execute(sql, params, many, context)
        if self.marked and not self.connection.in_atomic_block:
            self.release()  # of a transaction that was rolled back
        self.asking = True
        try:
            found = changed_by(self.connection, sql, written, params, many)
            self._mark(found)
            purged: frozenset[str] = frozenset()
            if settings.CDN:
                purged = found | pictures.changed(written[1], written[0], _rows_of(sql, params, many))
                outbox.note(purged, self.connection.alias)
        finally:
            self.asking = False
        try:
            done = execute(sql, params, many, context)
        finally:
            if found and not self.connection.in_atomic_block:
                self.release()
        if purged and not self.connection.in_atomic_block:
            self._note_again(purged)
        return done

    def _note_again(self, purged: frozenset[str]) -> None:
        """A statement of its own transaction is done. What was noted before it may have been purged before it, too."""
        self.asking = True
        try:
            outbox.note(purged, self.connection.alias)
        finally:
            self.asking = False

    def _mark(self, found: frozenset[str]) -> None:
        if not found:
            return
        new = found - self.marked
        target = versions()
        try:
            if target is not None and new:
                target.mark(new)
        except AWAY as error:
            logger.warning(
                "kept answers: the cache does not answer (%s); they may be old until they expire", type(error).__name__
            )
        self.marked |= new
        if self.connection.in_atomic_block:
            # Each time anew: what a savepoint registered is forgotten with it.
            transaction.on_commit(self.release, using=self.connection.alias, robust=True)

    def release(self) -> None:
        """Renew what was marked; after the commit, or once it is known that there will be none."""
        done, self.marked = self.marked, set()
        target = versions()
        if not done or target is None:
            return
        try:
            target.renew(done)
        except AWAY as error:
            logger.warning(
                "kept answers: the cache does not answer (%s); they may be old until they expire", type(error).__name__
            )


def _release_left_over(**kwargs: Any) -> None:
    for connection in connections.all(initialized_only=True):
        for one in connection.execute_wrappers:
            if isinstance(one, _Watcher) and one.marked and not connection.in_atomic_block:
                one.release()


@lru_cache(maxsize=5_000)
def _written(sql: str) -> tuple[str, str] | None:
    found = _WRITE.match(sql)
    return (found[1].split()[0].upper(), found[2].lower()) if found else None


def changed_by(
    connection: Any, sql: str, written: tuple[str, str], params: Sequence[Any] | None, many: bool
) -> frozenset[str]:
    """The tags of what a statement is about to change; everything where that cannot be told."""
    verb, table = written
    everything = frozenset({tag.EVERYTHING})
    if verb == COMPOSED:
        return everything
    if table in tag.plain_tables():
        return frozenset({f"m:{table}"})
    if table not in tag.page_tables():
        return frozenset()  # a page's own rows are written with the page; nothing else is in any answer that is kept
    if many or params is None:
        return everything
    if verb == "INSERT":
        return _inserted(sql, params) if table == _BASE else _typed(table, sql, params)
    if verb == "DELETE":
        if not _SOME_ROWS.match(sql):
            return everything
        found = frozenset({tag.ADDRESSES, tag.PAGES, *(f"p:{key}" for key in params)})
        return found | ({f"s:{table}"} if table in tag.type_tables() else frozenset())
    one = _ONE_ROW.match(sql)
    if one is None:
        return frozenset() if _columns_set(sql) <= _BOOKKEEPING else everything
    if table in tag.type_tables():
        return tag.of_page(params[-1], [table])
    return _updated(connection, one[2], params, base=table == _BASE)


def _rows_of(sql: str, params: Sequence[Any] | None, many: bool) -> Sequence[Any] | None:
    """The keys of the rows that a statement changes; None where it does not name them."""
    if many or params is None:
        return None
    if _ONE_ROW.match(sql):
        return params[-1:]
    return params if _SOME_ROWS.match(sql) else None


def _columns_set(sql: str) -> set[str]:
    assigned = re.split(r"\bWHERE\b", sql, maxsplit=1)[0]
    return set(_ASSIGNED.findall(assigned.replace('"numchild"="', '"numchild" = "'))) or {""}


def _inserted(sql: str, params: Sequence[Any]) -> frozenset[str]:
    values = _values_of(sql, params)
    if values is None:
        return frozenset({tag.EVERYTHING})
    if not values["live"]:
        return frozenset()
    return frozenset({tag.ADDRESSES, tag.PAGES, *_type_tags(values["content_type_id"])})


def _typed(table: str, sql: str, params: Sequence[Any]) -> frozenset[str]:
    """The row of a new page in the table of its type: the first that names its key. Somebody may have asked for that, and been told that there is none."""
    values = _values_of(sql, params)
    if values is None:
        return frozenset({tag.EVERYTHING})
    return frozenset({f"p:{values[_key_columns()[table]]}"})


@cache
def _key_columns() -> dict[str, Any]:
    pages = [model for model in apps.get_models() if issubclass(model, Page)]
    return {model._meta.db_table: model._meta.pk.column for model in pages}


def _values_of(sql: str, params: Sequence[Any]) -> dict[str, Any] | None:
    """What an INSERT of one row sets, by column; None where that cannot be told."""
    columns = _COLUMNS.match(sql)
    names = re.findall(r'"(\w+)"', columns[1]) if columns else []
    return dict(zip(names, params, strict=True)) if names and len(names) == len(params) else None


def _updated(connection: Any, assigned: str, params: Sequence[Any], *, base: bool) -> frozenset[str]:
    names = _ASSIGNED.findall(assigned)
    given = iter(params[:-1])
    after = {name: None if value == "NULL" else next(given, None) for name, value in _PLAINLY.findall(assigned)}
    if base and set(names) <= _BOOKKEEPING:
        return frozenset()
    key = params[-1]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join((*PLACE, 'content_type_id', 'numchild'))} FROM {_BASE} WHERE id = %s", [key])  # noqa: S608 - names of ours
        row = cursor.fetchone()
    if row is None:
        return frozenset({tag.EVERYTHING})
    *before, kind, children = row
    if len(names) != len(after) or next(given, None) is not None:
        return frozenset({tag.EVERYTHING})  # an expression among the values
    if not before[0] and not after.get("live", False):
        return frozenset()  # a draft
    found = {f"p:{key}", tag.PAGES, *_type_tags(kind)}
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
