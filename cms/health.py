"""Whether a process lives, and whether it may be sent requests.

These are asked by machines that know a process by its number and not by the site's name, over plain HTTP. So they are answered before any
other middleware looks at the host, the scheme or a session.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from access import addresses
from cms.startup import missing_migrations

LIVE_PATH, READY_PATH = "/health/live/", "/health/ready/"


class HealthMiddleware:
    """Answers ``/health/live/`` and ``/health/ready/``, in plain text: whether all is well, and what to mend although it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == LIVE_PATH:
            return _plain(None)
        if request.path_info == READY_PATH:
            return _plain(self.not_ready(), addresses.problem())
        return self.get_response(request)

    def not_ready(self) -> str | None:
        """Why this process cannot serve, or None. Without Elasticsearch or the cache it can, so they are not asked."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            # Looked at until it is well, then no more: reading every migration costs a third of a second.
            missing = 0 if self.migrated else missing_migrations()
        except DatabaseError:
            return "The database does not answer."
        self.migrated = not missing
        return f"The database lacks {missing} migrations of this release." if missing else None


def _plain(problem: str | None, warning: str | None = None) -> HttpResponse:
    """A line that says whether all is well, and one of what an operator should mend although it is."""
    lines = f"{problem or 'ok'}\n" + (f"warning: {warning}\n" if warning else "")
    response = HttpResponse(lines, content_type="text/plain", status=503 if problem else 200)
    response["Cache-Control"] = "no-store"
    return response
