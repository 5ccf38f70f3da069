"""The time budget of a request, and the database's own limit beneath it.

``statement_timeout`` is set once a connection and stays, so that a request costs no statement more. Only where a request has used a fifth of
its time is it set to what is left; the next request sets it back. What the API set is taken back before the connection serves anything else
(``reset_before_other_requests``). SQLite has no such setting: its connections look at the clock themselves while they work.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.db import OperationalError, connection

from access.paths import lies_below
from delivery import deadline

SLACK = 1.25  # the most that a statement's limit may exceed what is left of the budget
STEPS = 20_000  # of SQLite's machine between two looks at the clock: about a millisecond

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


@contextmanager
def budgeted() -> Iterator[None]:
    """Limit a request to ``GRAPHQL_TIME_BUDGET`` seconds. Raises PastDeadline where it needs more, from wherever it is then."""
    with deadline.within(settings.GRAPHQL_TIME_BUDGET):
        if not settings.GRAPHQL_TIME_BUDGET:
            yield
            return
        with connection.execute_wrapper(_limited):
            yield


def _limited(execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    left = deadline.remaining()
    # A transaction that an error has ended takes no other statement before this one.
    if left is None or sql.startswith("ROLLBACK"):
        return execute(sql, params, many, context)
    deadline.check()
    used = context["connection"]  # the same as `connection`, which looks for it anew each time
    if used.vendor == "postgresql":
        _limit_statements(used, math.ceil(left * 1000))
    elif used.vendor == "sqlite":
        _watch_clock(used)
    try:
        return execute(sql, params, many, context)
    except OperationalError as error:
        if _was_stopped(used, error):
            raise deadline.spent() from error
        raise


def _limit_statements(connection: Any, left: int) -> None:
    """Set PostgreSQL's limit to what is left, in milliseconds, unless it is near that already."""
    at_most = round(settings.GRAPHQL_TIME_BUDGET * 1000)
    known: tuple[Any, int] | None = getattr(connection, "_statement_limit", None)
    # What was set belongs to one session of the server; a new one under the same name begins without.
    current = known[1] if known is not None and known[0] is connection.connection else None
    wanted = at_most if left * SLACK >= at_most else left
    if current is not None and current <= left * SLACK and (current >= left or current == at_most):
        return
    # A cursor of its own: Django's would come back here, and one of the server's (`iterator()`) takes its SELECT alone.
    if connection.in_atomic_block:
        with connection.wrap_database_errors, connection.connection.cursor() as raw:
            raw.execute(f"SET LOCAL statement_timeout = {wanted}")  # ends with the transaction, whichever way it ends
        return
    with connection.wrap_database_errors, connection.connection.cursor() as raw:
        raw.execute(f"SET statement_timeout = {wanted}")
    connection._statement_limit = (connection.connection, wanted)  # kept with what it describes


def _watch_clock(connection: Any) -> None:
    raw = connection.connection
    if getattr(connection, "_watches_clock", None) is not raw:
        raw.set_progress_handler(_past, STEPS)
        connection._watches_clock = raw


def _past() -> int:
    left = deadline.remaining()
    return int(left is not None and left < 0)


def _was_stopped(connection: Any, error: OperationalError) -> bool:
    cause = error.__cause__
    if connection.vendor == "postgresql":
        from psycopg.errors import QueryCanceled

        return isinstance(cause, QueryCanceled)
    return "interrupted" in str(cause)


def reset_before_other_requests(sender: Any, environ: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """Give a connection back its own limit before it serves a page of the admin, which may take longer."""
    known: tuple[Any, int] | None = getattr(connection, "_statement_limit", None)
    if known is None or lies_below((environ or {}).get("PATH_INFO", ""), "graphql"):
        return
    del connection._statement_limit  # type: ignore[attr-defined]  # set above
    if known[0] is connection.connection and connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")


def connect() -> None:
    """Called once, when Django starts."""
    request_started.connect(reset_before_other_requests, dispatch_uid="graphql_api.http.time_budget")
