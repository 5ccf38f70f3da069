"""Dangerous acts want the password again, unless it was given within ``REAUTHENTICATION_MINUTES``: a computer that was left unlocked is not enough.

What was sent is kept: the page that asks for the password holds it, and sends it again together with the password.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from wagtail.models import Page

from access.sessions import gave_password_within, note_password

FIELD = "confirm-password"
CODE = "PASSWORD_NEEDED"

# The views that change who may do what, or show or make a secret, with the right that each needs: whoever lacks it is refused as ever.
ACCOUNTS, GROUPS, CLIENTS, WEBHOOKS, SITES = (
    ("wagtailusers_users", "cms_users.{}_user"),
    ("wagtailusers_groups", "auth.{}_group"),
    ("api_clients", "access.{}_apiclient"),
    ("webhooks", "webhooks.{}_endpoint"),
    ("wagtailsites", "wagtailcore.{}_site"),
)
DANGEROUS = {
    f"{views}:{view}": right.format(action)
    for views, right in (ACCOUNTS, GROUPS, CLIENTS, WEBHOOKS, SITES)
    for view, action in (("add", "add"), ("edit", "change"), ("delete", "delete"))
} | {name: right.format("change") for name, (_, right) in (("api_client_keys", CLIENTS), ("webhook_secret", WEBHOOKS))}
# Of the account page: what would let somebody else in.
OWN_ACCOUNT = ("password-new_password1", "password-new_password2")


def is_dangerous(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """Whether a request does something for which the password is wanted, and may do it."""
    if request.method != "POST" or request.resolver_match is None:
        return False
    user: Any = request.user
    name = request.resolver_match.view_name
    if name in DANGEROUS:
        return bool(user.has_perm(DANGEROUS[name]))
    check = _BY_WHAT_IS_SENT.get(name)
    return check is not None and user.has_perm("wagtailadmin.access_admin") and check(request, kwargs)


def _many(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """Of the actions on many: those on accounts, and deleting pages."""
    of_accounts = (kwargs["app_label"], kwargs["model_name"]) == ("cms_users", "user")
    user: Any = request.user
    if of_accounts:
        return bool(user.has_perm("cms_users.change_user") or user.has_perm("cms_users.delete_user"))
    return bool((kwargs["model_name"], kwargs["action"]) == ("page", "delete"))


def _tree(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """Deleting a page that has others below it."""
    page = Page.objects.filter(pk=kwargs["page_id"]).first()
    return page is not None and page.numchild > 0


def _tree_by_api(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """The same, as the page explorer's API does it."""
    return kwargs["action_name"] == "delete" and _tree(request, {"page_id": kwargs["pk"]})


def _own_account(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    """A new password or address of one's own."""
    user: Any = request.user
    email = request.POST.get("name_email-email", user.email)
    return email != user.email or any(request.POST.get(name) for name in OWN_ACCOUNT)


_BY_WHAT_IS_SENT: dict[str, Callable[[HttpRequest, dict[str, Any]], bool]] = {
    "wagtail_bulk_action": _many,
    "wagtailadmin_pages:delete": _tree,
    "wagtailadmin_api:pages:action": _tree_by_api,
    "wagtailadmin_account": _own_account,
}


class ReauthenticationMiddleware:
    """Asks for the password before a dangerous act, after the request was found to be no forgery."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """The page that asks, or None to go on."""
        if not is_dangerous(request, kwargs):
            return None
        if gave_password_within(request, settings.REAUTHENTICATION_MINUTES):
            return None
        password = request.POST.get(FIELD, "")
        if not password:
            return _ask(request)
        user: Any = request.user
        if authenticate(request, username=user.get_username(), password=password) != user:
            return _ask(request, "That is not your password, or it was wrong too often. Try again, later if need be.")
        request.session.cycle_key()
        note_password(request)
        request.POST = _without_password(request.POST)  # type: ignore[assignment]  # views read it, and find what was sent first
        return None


def _without_password(sent: QueryDict) -> QueryDict:
    rest = sent.copy()
    del rest[FIELD]
    rest._mutable = False
    return rest


@sensitive_post_parameters()
def _ask(request: HttpRequest, error: str = "") -> HttpResponse:
    """The page that asks for the password and holds what was sent; for a script, why it was refused."""
    message = "Give your password again to do this."
    wants_json = "json" in request.headers.get("Accept", "") or "json" in (request.content_type or "")
    if wants_json or request.headers.get("x-requested-with") == "XMLHttpRequest":
        rejection = {"code": CODE, "message": f"{message} Open the page anew and do it there.", "success": False}
        return JsonResponse(rejection, status=403)
    left_out = (FIELD, "csrfmiddlewaretoken")
    held = [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]
    shown = {
        "held": held,
        "error": error,
        "field": FIELD,
        "files": list(request.FILES),
        "minutes": settings.REAUTHENTICATION_MINUTES,
    }
    answer = render(request, "cms/admin/confirm_password.html", shown, status=403)
    add_never_cache_headers(answer)
    return answer
