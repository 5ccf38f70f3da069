"""Administrators look after accounts, but only a superuser makes or changes a superuser.

Wagtail lets anybody who may change users tick “administrator”, or give a superuser a new password; with that, the role would be worth more
than its rights.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def guard_superusers(request: HttpRequest, user: Any = None) -> HttpResponse | None:
    """Refuse what only a superuser may do; the hook's answer is a redirect with a message, or None to go on."""
    asker: Any = request.user
    if asker.is_superuser:
        return None
    if user is not None and user.is_superuser:
        messages.error(request, "Only a superuser can change a superuser. Ask one of them.")
    elif request.method == "POST" and request.POST.get("is_superuser"):
        messages.error(
            request, "Only a superuser can make another. Leave “Administrator” unticked and choose roles instead."
        )
    else:
        return None
    return redirect("wagtailusers_users:index")
