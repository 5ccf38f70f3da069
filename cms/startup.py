"""What can go wrong before there is anything to show: said in one line with the remedy, never as a traceback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def explain_start_up_errors() -> Iterator[None]:
    """End the process with status 2 and one line for a wrong setting or a database that is not there or not migrated."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in {"django", "wagtail", "environ", "grapple"}:
            raise
        _stop(f"{error.name} is not installed. Run `pip install -r requirements.txt`, or `make demo` which does it.")
    except Exception as error:
        remedy = _remedy(error)
        if remedy is None:
            raise
        _stop(remedy)


def _remedy(error: Exception) -> str | None:
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError, ProgrammingError

    if isinstance(error, ImproperlyConfigured):
        return str(error)
    if isinstance(error, OperationalError | ProgrammingError):
        text = str(error).lower()
        if "no such table" in text or ("relation" in text and "does not exist" in text):
            return "The database has no tables yet. Run `python manage.py migrate`."
        if isinstance(error, OperationalError):
            return "The database cannot be reached. Check that it runs and that DATABASE_URL names its host, port, user and database."
    return None


def _stop(message: str) -> None:
    print(f"error: {message}", file=sys.stderr)
    raise SystemExit(2)
