"""Pending invalidations: what the shared cache could not be told is owed to it by a row; while there is one, no cached response is used.

Three rules, for any number of processes (docs/decisions/0028-a-cache-that-cannot-be-told.md):

- A transaction that changes what answers are made from holds a lock, which many hold together (``hold``). The hash of versions is begun only by
  who has that lock alone (``begin``): so no hash ever lacks the marks of somebody who is still writing.
- Who gives a cached response has looked at the rows at most ``LEASE`` seconds before (``nothing``): one small statement a second and process.
- A transaction that cannot mark its tags writes a row first, by a connection of its own, and goes on when every such look has run out (``owe``).

On SQLite, where one writes at a time, its own lock is that lock; a row is written with the change that it is about, and each look is at the database, which is in the process.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from wagtail.models import Site

from graphql_api.models import OwedInvalidation
from graphql_api.response_cache.tag_versions import AWAY, Versions

LEASE = 1.0  # seconds that a look at the rows is good for
SLACK = 0.1  # seconds that a writer waits longer than that: clocks of processors differ a little
PAUSE = 0.25  # seconds after a try to begin that failed
LOCK = 0x6B65_7074  # of PostgreSQL's advisory locks
_TABLE = OwedInvalidation._meta.db_table
# Through no wrapper of Django's: it is no part of the answer that is being made.
_LOOK = f"SELECT 1 FROM {_TABLE} LIMIT 1"  # noqa: S608 - a name of ours


@dataclass
class _Sight:
    """What this process knows of the rows."""

    until: float = 0.0  # there was none, and that is good until then
    pause: float = 0.0  # no try to begin before this


_sight = _Sight()


def nothing(target: Versions) -> bool:
    """Whether cached responses may be given now. Where something is owed, tries to settle it. False while the database does not answer."""
    now = time.monotonic()
    if now < _sight.until:
        return True
    try:
        if not _is_owed():
            if connection.vendor == "postgresql":
                _sight.until = now + LEASE  # from before the look
            return True
    except DatabaseError:
        return False
    begin(target, anew=True)
    return False


def _is_owed() -> bool:
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # nobody else does before Django is asked
    connection.ensure_connection()
    raw: Any = connection.connection
    with connection.wrap_database_errors:
        return raw.execute(_LOOK).fetchone() is not None


def begin(target: Versions, *, anew: bool) -> bool:
    """Begin the hash of versions where nobody writes, and with ``anew`` settle all that is owed; False where that is not possible now."""
    now = time.monotonic()
    if connection.in_atomic_block or now < _sight.pause:
        return False
    try:
        with _alone() as alone:
            if alone:
                if anew:
                    OwedInvalidation.objects.all().delete()
                target.begin(anew=anew)
        if alone and anew:
            Site.clear_site_root_paths_cache()  # Wagtail's own, in the same cache
    except (*AWAY, DatabaseError):
        alone = False
    if not alone:
        _sight.pause = now + PAUSE
    return alone


@contextmanager
def _alone() -> Iterator[bool]:
    """A transaction in which nobody else writes what answers are made from; gives False at once where somebody does."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            yield cursor.fetchone()[0]
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    (patience,) = raw.execute("PRAGMA busy_timeout").fetchone()
    with ExitStack() as stack:
        raw.execute("PRAGMA busy_timeout = 0")
        try:
            stack.enter_context(transaction.atomic())
            alone = True
        except OperationalError:  # somebody writes
            alone = False
        finally:
            raw.execute(f"PRAGMA busy_timeout = {patience}")
        yield alone


# --- Who writes -------------------------------------------------------------------------------------------------------------------


def hold(used: BaseDatabaseWrapper) -> None:
    """Keep everybody from beginning the hash until the transaction at hand ends, or is rolled back to before this."""
    if used.vendor == "postgresql":
        with used.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])


def owe(used: BaseDatabaseWrapper) -> None:
    """Have everybody give no cached response before the transaction at hand, which holds the lock, is committed, and until the cache has heard of it.

    Waits ``LEASE`` seconds, unless somebody has waited in the same outage: a row in force stays at least as long as the lock is held.
    """
    if not _is_there(used):
        return
    _sight.until = 0.0
    rows = OwedInvalidation.objects.using(used.alias)
    in_force = list(rows.values_list("in_force", flat=True))
    if used.vendor != "postgresql":
        if not in_force:
            rows.create(in_force=True)
        return
    if any(in_force):
        return
    with closing(used.copy()) as other:
        if not in_force:
            _run(other, f"INSERT INTO {_TABLE} (since, in_force) VALUES (now(), false)")  # noqa: S608 - a name of ours
        time.sleep(LEASE + SLACK)
        _run(other, f"UPDATE {_TABLE} SET in_force = true")  # noqa: S608 - as above


def note(used: BaseDatabaseWrapper) -> None:
    """What has been committed could not be told. Until the row is there the marks keep everybody from giving what it changed.

    A row that is there already will do: whoever settles it began after the commit.
    """
    if not _is_there(used):
        return
    _sight.until = 0.0
    rows = OwedInvalidation.objects.using(used.alias)
    if not rows.exists():
        rows.create()


def _run(used: BaseDatabaseWrapper, sql: str) -> None:
    with used.cursor() as cursor:
        cursor.execute(sql)


_there: set[str] = set()  # databases that have the table


def _is_there(used: BaseDatabaseWrapper) -> bool:
    """Whether there is a table yet: migrations write before it is made, when nobody can have asked anything."""
    if used.alias not in _there and _TABLE in used.introspection.table_names():
        _there.add(used.alias)
    return used.alias in _there
