"""Asking for a new password: bounded, and the same in every way whoever has an account.

What a request does is count and hand over. Whether there is an account, its link and the mail are seen to in a thread of the process, so that no
time tells of it. A mail that a stopped process did not send is asked for again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from math import ceil
from threading import BoundedSemaphore
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import get_script_prefix, set_script_prefix
from wagtail.admin.views.account import PasswordResetView

from access.throttle import RESET, Attempts, TooManyAttempts

logger = logging.getLogger(__name__)

ALLOWED = (
    3  # mails to one mailbox asked for from one address, in the window of the bound; five times as many from anywhere
)
WAITING = 20  # that a process has still to see to; more are rejected

_room = BoundedSemaphore(WAITING)


class BoundedPasswordResetView(PasswordResetView):
    """Wagtail's view, with a bound, and without a difference between those who have an account and those who have none."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Say that a mail comes if there is an account, or that too many were asked for."""
        request: HttpRequest = self.request
        try:
            Attempts.of(request, RESET, form.cleaned_data["email"], ALLOWED).count()
        except TooManyAttempts as refused:
            return self._refused(form, f"{ceil(refused.retry_after / 60)} minutes")
        send = partial(
            form.save,
            domain_override=request.get_host(),
            use_https=request.is_secure(),
            token_generator=self.token_generator,
            from_email=self.from_email,
            subject_template_name=self.subject_template_name,
            email_template_name=self.email_template_name,
        )
        if later(send) is None:
            return self._refused(form, "a minute")
        return redirect(self.get_success_url())

    def _refused(self, form: Any, when: str) -> HttpResponse:
        form.add_error("email", f"Too many mails were asked for. Look among the unwanted mail, or try again in {when}.")
        answer: HttpResponse = self.form_invalid(form)
        return answer


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="password-reset")  # made after the server has forked


def later(send: Callable[[], None]) -> Future[None] | None:
    """Have it done by the process's own thread; None where that has too much to do."""
    if not _room.acquire(blocking=False):
        return None
    return _thread().submit(_run, send, get_script_prefix())


def _run(send: Callable[[], None], prefix: str) -> None:
    try:
        set_script_prefix(prefix)  # which links have, and which each thread has for itself
        send()
    except (DatabaseError, OSError) as error:
        logger.warning("access: a mail for a new password could not be made (%s)", type(error).__name__)
    finally:
        connection.close()
        _room.release()
