"""Locks that let one writer at a time change a page, a term or the tree of pages.

Wagtail writes a whole row as it was read when a request began. Whoever takes the lock first, reads, writes and commits
is alone: the next one reads what is there then. PostgreSQL holds the locks until the transaction ends; on SQLite, whose
transactions begin IMMEDIATE, a transaction is such a lock by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models
from django.db.models import Q
from psycopg.errors import DeadlockDetected, LockNotAvailable
from wagtail.models import Page

_TREE = 0x57414D74726565  # PostgreSQL's advisory lock of whoever changes the shape of the tree of pages


def wait_at_most(seconds: int) -> None:
    """Have the locks of this transaction fail after this time instead of waiting for ever."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])


def is_taken(error: DatabaseError) -> bool:
    """Whether this error says that a lock was not to be had in time, or not at all because two waited for each other."""
    return isinstance(error.__cause__, LockNotAvailable | DeadlockDetected) or "database is locked" in str(error)


def lock_tree() -> None:
    """Be the only one who creates, moves, orders, copies or deletes pages, or changes the slug of one."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE])


def lock_pages(keys: Collection[int], *, below: bool = False) -> None:
    """Be the only one who changes these pages and the aliases that follow them; with ``below``, all that is under them too.

    The rows are locked in the order of their keys, so that two writers never wait for each other. A key without a page
    is passed over. A row that only points to such a page may be written meanwhile.
    """
    these = Q(pk__in=keys)
    if below:
        for path in Page.objects.filter(pk__in=keys).values_list("path", flat=True):
            these |= Q(path__startswith=path)
    following = Q(alias_of__in=Page.objects.filter(these).values("pk"))
    _lock(Page.objects.filter(these | following))


def lock_objects(model: type[models.Model], keys: Collection[Any] | None) -> None:
    """Be the only one who changes these objects, or all of the model for None. Pages have aliases: ``lock_pages``.

    Keys that no object of this model can have are passed over.
    """
    rows = model._base_manager.all()
    field = model._meta.pk
    if keys is not None:
        rows = rows.filter(pk__in=[key for key in keys if _is_key(field, key)])
    _lock(rows)


def _is_key(field: Any, key: Any) -> bool:
    try:
        field.to_python(key)
    except ValidationError:
        return False
    return True


def _lock(rows: models.QuerySet[Any]) -> None:
    # NO KEY: other tables may go on pointing to the row.
    list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
