"""The admin is spoken to as its own pages speak: GET and POST, and a few requests of its scripts.

Django's generic views know PUT and DELETE too, and those of Wagtail inherit them. No form sends them, and none of what stands between a form and the
change stands there: no confirmation, no hook, no entry in the log, no question for the password.

What no page sends either is refused where Wagtail's views would stop with an error of ours: keys that are none, and what PostgreSQL cannot hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBadRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import ResolverMatch
from wagtail.admin.forms.choosers import URLOrAbsolutePathValidator
from wagtail.admin.views.generic.chooser import CreationFormMixin

OF_FORMS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
# By the name of the address: what was closed stays closed, what a preview holds is let go, and a text of a translation is saved or taken back.
OF_TRANSLATIONS = {"edit_string_translation", "edit_override"}
OF_SCRIPTS: dict[str, frozenset[str]] = {
    "wagtailadmin_dismissibles": frozenset({"PATCH"}),
    "preview_on_edit": frozenset({"DELETE"}),
    "preview_on_add": frozenset({"DELETE"}),
    **dict.fromkeys(OF_TRANSLATIONS, frozenset({"PUT", "DELETE"})),
}

LONGEST_KEY = 18  # digits
ALL = "all"  # of a list, in place of keys

View = Callable[..., HttpResponseBase]


def as_pages_speak(view: View) -> View:
    """Have a view of the admin refuse what no page of it sends."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        match = request.resolver_match
        assert match is not None  # the request has come by an address
        if request.method not in OF_FORMS and request.method not in OF_SCRIPTS.get(match.url_name or "", ()):
            return HttpResponseNotAllowed(sorted(OF_FORMS))
        if _means_nothing(request, match):
            return HttpResponseBadRequest("No page of the admin asks for this.", content_type="text/plain")
        if match.url_name == "chosen" and not _is_key(str(kwargs.get("pk", ""))):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


def _means_nothing(request: HttpRequest, match: ResolverMatch) -> bool:
    """Whether what stands after the question mark holds NUL, or names things by what is no key; or a body is none that a page sends."""
    if any("\x00" in value for values in request.GET.lists() for value in values[1]):
        return True
    name = match.url_name or ""
    if name == "wagtailadmin_dismissibles" and request.method == "PATCH":
        return not _is_object(request.body)
    if name in OF_TRANSLATIONS and request.method == "PUT":
        return b"value" not in request.body or b"\x00" in request.body
    if name == "upload_pofile" and request.method == "POST":
        return "file" not in request.FILES
    by_keys = name == "wagtail_bulk_action" or name.endswith("chosen_multiple")
    return by_keys and not all(key == ALL or _is_key(key) for key in request.GET.getlist("id"))


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:  # no JSON, or no text
        return False


def _is_key(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) <= LONGEST_KEY


_can_create = CreationFormMixin.can_create


def _can_create_by_form(self: Any) -> bool:
    """In place of Wagtail's: nothing is made in a chooser that has no form for it."""
    return bool(_can_create(self)) and self.get_creation_form_class() is not None


def _is_absolute_path(value: str | None) -> bool:
    """In place of Wagtail's: a link that was not sent is none."""
    return value is not None and value.startswith("/")


def guard_all() -> None:
    """Called once, when Django starts: what else Wagtail's views take for granted."""
    CreationFormMixin.can_create = _can_create_by_form
    URLOrAbsolutePathValidator.is_absolute_path = staticmethod(_is_absolute_path)
