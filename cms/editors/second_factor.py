"""The second factor of the admin's own sign-in: there is no session before it, and who has none sets one up first.

Between the password and the code stands an attempt in a session of nobody, as the API has one between ``signIn`` and
``signInWithSecondFactor``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.admin.views.account import LoginView

from access.second_factor import SECONDS, Adapter, has_one, is_required, new_attempt, user_of
from community.accounts import second_factor
from community.errors import CommunityError

PENDING, PASSED = "second_factor_pending", "second_factor_passed"
BACKEND = "access.backends.ThrottledBackend"


class SignInView(LoginView):
    """Wagtail's; whoever has a second factor or needs one goes on to that, and is nobody until then."""

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is right."""
        user = form.get_user()
        if not (has_one(user) or is_required(user)):
            answer: HttpResponse = super().form_valid(form)
            return answer
        self.request.session.flush()
        self.request.session[PENDING] = {
            "attempt": new_attempt(user),
            "next": self.get_success_url(),
            "remember": bool(form.cleaned_data.get("remember")),
        }
        self.request.session.set_expiry(0)
        return redirect("second_factor")


@sensitive_post_parameters("code")
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """The code, or setting up what makes codes."""
    pending = request.session.get(PENDING)
    user = user_of(pending["attempt"], second_factor.SECONDS) if pending else None
    if pending is None or user is None or (has_one(user) and user_of(pending["attempt"], SECONDS) is None):
        request.session.pop(PENDING, None)
        return redirect("wagtailadmin_login")
    answer = _code(request, pending, user) if has_one(user) else _set_up(request, pending, user)
    add_never_cache_headers(answer)
    return answer


def _code(request: HttpRequest, pending: dict[str, Any], user: Any) -> HttpResponse:
    error = ""
    if request.method == "POST":
        try:
            second_factor.check(request, user, request.POST.get("code", ""))
        except CommunityError as refused:
            error = str(refused)
        else:
            return redirect(_enter(request, pending, user))
    return render(request, "cms/admin/second_factor.html", {"error": error}, status=403 if error else 200)


def _set_up(request: HttpRequest, pending: dict[str, Any], user: Any) -> HttpResponse:
    error, found = "", second_factor.begun(user, pending.get("state", ""))
    if found is None:
        found = second_factor.begin(user)
        request.session[PENDING] = {**pending, "state": found.state}
    elif request.method == "POST":
        try:
            codes = second_factor.finish(user, request, found.state, request.POST.get("code", ""))
        except CommunityError as refused:
            error = str(refused)
        else:
            shown = {"codes": codes, "next": _enter(request, pending, user)}
            return render(request, "cms/admin/recovery_codes.html", shown)
    shown = {"error": error, "secret": found.secret, "picture": _picture(found.uri)}
    return render(request, "cms/admin/second_factor.html", shown, status=403 if error else 200)


def _picture(uri: str) -> SafeString:
    return mark_safe(Adapter().build_totp_svg(uri).partition("?>")[2])


def _enter(request: HttpRequest, pending: dict[str, Any], user: Any) -> str:
    """Sign in, and say where to go on."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session[PASSED] = True
    request.session.set_expiry(settings.SESSION_COOKIE_AGE if pending["remember"] else 0)
    return str(pending["next"])


class SecondFactorMiddleware:
    """Ends sessions of staff that were begun without a second factor, where one is wanted: from before it was, or from before they were staff."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_SECOND_FACTOR and settings.SESSION_COOKIE_NAME in request.COOKIES:
            session = request.session
            if SESSION_KEY in session and not session.get(PASSED) and is_required(request.user):
                logout(request)
                if request.path_info.startswith(reverse("wagtailadmin_home")):
                    return redirect("wagtailadmin_login")
        return self.get_response(request)
