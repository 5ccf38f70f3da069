"""Sessions of staff, whoever may enter the admin, end when they are not used for ``STAFF_IDLE_MINUTES``; others keep Django's two weeks.

When a session was last used, and when its person last gave their password, stands in it. The store looks, so that an idle session is over for the
admin, the API and private pages alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest, HttpResponse

from access.paths import lies_below

USED, PROVED = "staff_used_at", "password_proved_at"  # seconds since 1970
NOTED_EVERY = 60  # seconds: one UPDATE a minute at most
ENTER = "wagtailadmin.access_admin"
# What a page that lies open asks by itself, with nobody before it.
BY_ITSELF = ("editing_session_ping", "wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release")


class SessionStore(DatabaseStore):
    """Django's, in which the session of staff that was idle for too long is none."""

    def load(self) -> dict[str, Any]:
        data: dict[str, Any] = super().load()
        used = data.get(USED)
        if used is not None and time.time() - used > settings.STAFF_IDLE_MINUTES * 60:
            self.delete(self.session_key)
            self._session_key = None
            return {}
        return data


class StaffSessionMiddleware:
    """Notes that the session of staff is used, once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # What did not ask who they are has not used it, and is the same for everybody.
        if request.session.accessed and not self._is_by_itself(request):
            self._note(request)
        return response

    @staticmethod
    def _is_by_itself(request: HttpRequest) -> bool:
        return request.resolver_match is not None and request.resolver_match.view_name in BY_ITSELF

    @staticmethod
    def _note(request: HttpRequest) -> None:
        used = request.session.get(USED)
        if used is None:
            # Somebody who became staff since they signed in.
            user: Any = request.user
            if not (lies_below(request.path_info, "wagtailadmin_home") and SESSION_KEY in request.session):
                return
            if not user.has_perm(ENTER):
                return
        elif time.time() - used < NOTED_EVERY:
            return
        request.session[USED] = int(time.time())


def note_password(request: HttpRequest) -> None:
    """The person of the session has given their password just now."""
    request.session[PROVED] = int(time.time())


def gave_password_within(request: HttpRequest, minutes: int) -> bool:
    """Whether the person of the session has given their password so recently."""
    return time.time() - request.session.get(PROVED, 0) <= minutes * 60


def signed_in(sender: Any, request: HttpRequest | None = None, user: Any = None, **kwargs: Any) -> None:
    """Begin to watch the session of staff. An app that signs in for a token has none."""
    session = getattr(request, "session", None)
    if request is None or session is None or session.get(SESSION_KEY) != str(user.pk):
        return
    note_password(request)
    if user.has_perm(ENTER):
        session[USED] = int(time.time())


def connect() -> None:
    """Called once, when Django starts."""
    user_logged_in.connect(signed_in, dispatch_uid="access.sessions")
