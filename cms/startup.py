"""What can go wrong before there is anything to show: said in one line with the remedy, never as a traceback."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Commands that run for days: they end at once, with the reason, on a database that is not ready for this release.
LONG_RUNNING = frozenset({"search_worker", "webhook_worker", "cdn_worker", "mail_worker", "scheduler"})

MISSING = "The database cannot be used: {reason}. Check DATABASE_URL, and that the database runs."
# What the two databases say, and what it means. The first that fits counts; none of these lines can hold a password.
REASONS = (
    ("password authentication failed", "it refuses the user name or password"),
    ("no password supplied", "it wants a password"),
    ("unable to open database file", "the SQLite file cannot be opened; its folder must exist and be writable"),
    ("file is not a database", "the SQLite file is not a database"),
    ("readonly database", "the SQLite file or its folder is not writable"),
    ("failed to resolve host", "its host name is unknown"),
    ("name or service not known", "its host name is unknown"),
    ("connection refused", "nothing answers at that host and port"),
    ("timeout expired", "it did not answer in time"),
    ("no route to host", "nothing answers at that host and port"),
    ("server closed the connection", "the server closed the connection"),
    ("terminating connection", "the server closed the connection"),
    ("connection is bad", "nothing answers at that host and port"),
    ("too many clients", "it has no connection free; raise its max_connections or run fewer processes"),
    ("starting up", "it is still starting"),
    ("is not permitted to log in", "its user may not log in"),
)


class NotReadyError(Exception):
    """A process cannot start; the message names the cause and the remedy in one line."""


@contextmanager
def explain_start_up_errors() -> Iterator[None]:
    """End the process with status 2 and one line for a wrong setting or a database that is not there or not migrated."""
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(130) from None  # as a shell reports Ctrl-C; a traceback would tell nobody anything
    except ModuleNotFoundError as error:
        if error.name not in {"django", "wagtail", "environ", "grapple"}:
            raise
        _stop(f"{error.name} is not installed. Run `make demo`, or `pip install -r requirements.txt`.")
    except Exception as error:
        remedy = _remedy(error)
        if remedy is None:
            raise
        _stop(remedy)


def require_database() -> None:
    """Raise NotReadyError unless the database answers and has every migration of this release."""
    from django.db import connection
    from django.db.utils import DatabaseError

    try:
        missing = missing_migrations()
    except DatabaseError as error:
        raise NotReadyError(MISSING.format(reason=_reason(error) or "it does not answer")) from error
    finally:
        connection.close()  # a process that forks must not share it with its children
    if missing:
        raise NotReadyError(_not_migrated(missing))


def require_port(host: str, port: int) -> None:
    """Raise NotReadyError unless this process may listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            reason = error.strerror or "it cannot be used"
            raise NotReadyError(f"Port {port} cannot be had: {reason.lower()}. Set PORT to a free one.") from error


def require_static_files() -> None:
    """Raise NotReadyError where static files are served from one folder and nothing was collected into it."""
    from django.conf import settings

    root = settings.STATIC_ROOT
    if root is not None and not (Path(root) / "staticfiles.json").exists():
        raise NotReadyError(f"{root} holds no static files. Run `python manage.py collectstatic --noinput`.")


def missing_migrations() -> int:
    """How many migrations of this release the database lacks. Raises DatabaseError where it does not answer."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _not_migrated(missing: int) -> str:
    return f"The database lacks {missing} migrations of this release. Run `python manage.py migrate`."


def _remedy(error: Exception) -> str | None:
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import DatabaseError

    if isinstance(error, ImproperlyConfigured | NotReadyError):
        return " ".join(str(error).split())
    if isinstance(error, DatabaseError):
        reason = _reason(error)
        if reason is not None:
            return MISSING.format(reason=reason)
        return _lacks_tables(error)
    return None


def _reason(error: Exception) -> str | None:
    text = str(error).lower()
    if "database" in text and "does not exist" in text:
        return "it does not exist; create it, for example with `createdb`"
    if "role" in text and "does not exist" in text:
        return "its user does not exist"
    return next((meaning for said, meaning in REASONS if said in text), None)


def _lacks_tables(error: Exception) -> str | None:
    """The remedy for a table or column that only a missing migration explains; otherwise it is a fault of ours, to be seen whole."""
    from django.db.utils import DatabaseError

    text = str(error).lower()
    if not any(said in text for said in ("no such table", "no such column", "has no column", "does not exist")):
        return None
    try:
        missing = missing_migrations()
    except DatabaseError:
        return None
    return _not_migrated(missing) if missing else None


def _stop(message: str) -> None:
    print(f"error: {message}", file=sys.stderr)  # noqa: T201 - logging is not set up yet, and a person reads this
    raise SystemExit(2)
