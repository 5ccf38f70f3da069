"""What is sent from the admin is done one after the other, wherever two requests would change the same thing.

Wagtail's views read an object, and write all of it some hundred milliseconds later. A save that was begun before somebody
else published, moved or unpublished would so write the state before it back. Here each request that writes takes the
lock of what its address names before the view reads anything, in a transaction that is all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import unquote
from django.contrib.messages import get_messages
from django.db import IntegrityError, OperationalError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from wagtail.models import Page

from content_types.core.row_locks import is_taken, lock_objects, lock_pages, lock_tree, wait_at_most

PATIENCE = 10  # seconds that a request waits for another that changes the same thing
READS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Sent by POST, but they store nothing of the page.
_LOOKS = frozenset(
    {"preview_on_edit", "preview_on_add", "collect_workflow_action_data", "confirm_workflow_cancellation"}
)
# They change one page where it stands; all other views of pages change the tree, or more pages.
_IN_PLACE = frozenset(
    {"edit", "revisions_revert", "revisions_unschedule", "workflow_action", "lock", "unlock", "set_privacy"}
)
_PAGE_KEYS = ("page_id", "page_to_move_id", "destination_id", "parent_page_id")

View = Callable[..., HttpResponseBase]


def one_at_a_time(view: View) -> View:
    """Have a view of the admin wait for its turn when it writes."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in READS or not request.user.has_perm("wagtailadmin.access_admin"):
            return view(request, *args, **kwargs)
        storage: Any = get_messages(request)
        said = list(getattr(storage, "_queued_messages", ()))
        try:
            try:
                return _in_turn(request, view, args, kwargs)
            except IntegrityError:
                if request.FILES:  # they have been read
                    raise
                # What the form points at has gone while it was saved, such as a term that was merged. Read again, the form says so.
                storage._queued_messages = said
                return _in_turn(request, view, args, kwargs)
        except OperationalError as error:
            if is_taken(error):  # somebody else has held the lock for too long
                return _busy(request)
            raise

    return wrapper


def _in_turn(request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponseBase:
    with transaction.atomic():
        _take_turn(request, view, kwargs)
        return view(request, *args, **kwargs)


def _take_turn(request: HttpRequest, view: View, kwargs: dict[str, Any]) -> None:
    wait_at_most(PATIENCE)
    match = request.resolver_match
    assert match is not None  # the request has come by an address
    if "wagtailadmin_pages" in match.namespaces:
        _lock_for_page_view(str(match.url_name), request, kwargs)
    elif match.url_name == "wagtail_bulk_action":
        _lock_for_bulk_action(request, kwargs)
    else:
        _lock_for_object_view(view, kwargs)


def _lock_for_page_view(name: str, request: HttpRequest, kwargs: dict[str, Any]) -> None:
    if name in _LOOKS:
        return
    keys = [kwargs[key] for key in _PAGE_KEYS if key in kwargs]
    in_place = name in _IN_PLACE and not _changes_slug(request, keys)
    if not in_place:
        lock_tree()
    # A new page's parent has its children counted, no more.
    lock_pages(keys, below=not in_place and name != "add")


def _changes_slug(request: HttpRequest, keys: list[int]) -> bool:
    slug = request.POST.get("slug")
    return slug is not None and not Page.objects.filter(pk__in=keys, slug=slug).exists()


def _lock_for_bulk_action(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    chosen = request.GET.getlist("id")
    if (kwargs["app_label"], kwargs["model_name"]) == ("wagtailcore", "page"):
        lock_tree()
        if "all" in chosen:  # those below one page, or all there are
            chosen = request.GET.getlist("childOf") or list(Page.objects.filter(depth=1).values_list("pk", flat=True))
        # What is chosen may be unpublished, moved or deleted with all that is below it.
        lock_pages([int(key) for key in chosen if str(key).isdecimal()], below=True)
    elif model := _model(kwargs):
        lock_objects(model, None if "all" in chosen else chosen)


def _model(kwargs: dict[str, Any]) -> type[models.Model] | None:
    try:
        return apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError:
        return None  # the view says so


def _lock_for_object_view(view: View, kwargs: dict[str, Any]) -> None:
    model = getattr(view, "view_initkwargs", {}).get("model") or getattr(
        getattr(view, "view_class", None), "model", None
    )
    if "pk" in kwargs and isinstance(model, type) and issubclass(model, models.Model):
        lock_objects(model, [unquote(str(kwargs["pk"]))])


def _busy(request: HttpRequest) -> HttpResponse:
    if not request.accepts("text/html"):
        message = "Somebody else is changing this. Nothing was saved; try again in a moment."
        answer: HttpResponse = JsonResponse(
            {"success": False, "error_code": "busy", "error_message": message}, status=503
        )
    else:
        answer = render(request, "cms/admin/busy.html", status=503)
    answer["Retry-After"] = str(PATIENCE)
    return answer
