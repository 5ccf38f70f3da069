"""Somebody whose session ended while they were writing: they are told so, and nothing that they typed is lost.

A page of the admin that is open asks (``cms/admin/session.js``) and keeps what is typed while its reader signs in beside it. A form that
was sent all the same comes back with everything in it, to be sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from cms.editors.page import AdminPageView

SIGNED_OUT = "signed_out"
FORM_EXPIRED = "form_expired"
WORDS = {
    SIGNED_OUT: "You have been signed out. Sign in again in another tab; what you wrote is still here.",
    FORM_EXPIRED: "This page was opened before you signed in. Reload it, or sign in again in another tab.",
}
# What nobody sends back to a browser.
SECRET = ("password", "secret", "token")


@dataclass(frozen=True)
class SentForm:
    """What a form held that was not taken: its fields as they were sent, and the files, which a browser does not send twice."""

    address: str
    fields: list[tuple[str, str]]
    files: list[str]
    multipart: bool

    @classmethod
    def of(cls, request: HttpRequest) -> SentForm:
        fields = [
            (name, str(value))
            for name, values in request.POST.lists()
            for value in values
            if not any(word in name.lower() for word in SECRET)
        ]
        files = [str(file.name) for _, files in request.FILES.lists() for file in files]
        multipart = (request.content_type or "").startswith("multipart/")
        return cls(request.get_full_path(), fields, files, multipart)


class SignedOutMiddleware:
    """In place of the way to the sign-in, for what would be lost on it: a form that was sent, and what a script asked.

    Scripts get 401 and ``signed_out``; a person gets their form back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _was_sent_to_sign_in(request, response):
            return response
        if _is_script(request):
            return _for_scripts(SIGNED_OUT, 401)
        signs_out = request.path == reverse("wagtailadmin_logout")  # and has nothing to keep
        return _given_back(request, SIGNED_OUT) if request.method == "POST" and not signs_out else response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In place of Django's bare page. A form that a page of this admin sent is given back, with a new token.

    One from elsewhere is not, or whoever sent it would have only to wait for a click. Nor is one that holds a password, and no more.
    """
    if _is_script(request):
        return _for_scripts(FORM_EXPIRED, 403)
    signing_in = request.path == reverse("wagtailadmin_login")
    if request.path.startswith(reverse("wagtailadmin_home")) and not signing_in and _is_of_this_site(request):
        return _given_back(request, FORM_EXPIRED if request.user.is_authenticated else SIGNED_OUT)
    again = reverse("wagtailadmin_login") if signing_in else ""
    return render(request, "cms/form_refused.html", {"again": again}, status=403)


def _was_sent_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the admin has turned somebody away who is not signed in: by a redirect, or a script by 403."""
    admin = reverse("wagtailadmin_home")
    if not request.path.startswith(admin) or request.user.is_authenticated:
        return False
    if response.status_code == 302:
        return urlsplit(response["Location"]).path == reverse("wagtailadmin_login")
    return response.status_code == 403 and _is_script(request)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest" or not request.accepts("text/html")


def _is_of_this_site(request: HttpRequest) -> bool:
    """Whether a page of this site sent the form: every browser says so of a POST."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _for_scripts(code: str, status: int) -> HttpResponse:
    return JsonResponse({"success": False, "error_code": code, "error_message": WORDS[code]}, status=status)


def _given_back(request: HttpRequest, why: str) -> HttpResponse:
    context = {"form": SentForm.of(request), "signed_out": why == SIGNED_OUT}
    response = render(request, "cms/form_given_back.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def script(user: Any) -> SafeString:
    """The script that watches over the session: on every page of the admin, and on a form that was given back."""
    return format_html(
        '<script src="{}" data-watch="{}" data-sign-in="{}?next={}" data-user="{}" data-cookie="{}" defer></script>',
        static("cms/admin/session.js"),
        reverse("session_state"),
        reverse("wagtailadmin_login"),
        reverse("signed_in"),
        user.get_username(),
        settings.CSRF_COOKIE_NAME,
    )


@require_safe
def session_state(request: HttpRequest) -> HttpResponse:
    """Who is signed in. Whoever is not gets ``signed_out`` from the middleware."""
    return JsonResponse({"user": request.user.get_username()}, headers={"Cache-Control": "no-store"})


class SignedInView(AdminPageView):
    """Where signing in beside a page ends."""

    page_title = "You are signed in again"
    header_icon = "check"
    template_name = "cms/admin/signed_in.html"


def urls() -> list[URLPattern]:
    return [
        path("session/", session_state, name="session_state"),
        path("signed-in/", SignedInView.as_view(), name="signed_in"),
    ]
