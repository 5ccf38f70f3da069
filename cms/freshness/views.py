"""Saying that a published resource is still right, or taking care of it: one tap from the first page, the report and the mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.editors.page import AdminPageView
from cms.writing_checks.recording import look_again
from content_types.core.freshness import (
    ChangedSince,
    MayNotReview,
    confirm_review,
    due_blocks,
    due_rows,
    may_confirm,
    may_take_over,
    next_review,
    take_over,
)
from content_types.core.library import LibraryPage

OUTDATED = (
    "It was changed, or looked at by somebody else, after you opened it. Nothing was noted; look at it as it is now."
)


class StillRightView(AdminPageView):
    """What there is to know before one says so; the button, and where to go if it is not right any more."""

    page_title = "Is it still right?"
    header_icon = "history"
    template_name = "cms/admin/still_right.html"
    page: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = get_object_or_404(LibraryPage.objects.select_related("owner"), pk=kwargs["pk"]).specific
        if not self.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        prefetch_related_objects([self.page], due_rows())
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "due_blocks": due_blocks(self.page),
            "may_confirm": may_confirm(self.request.user, self.page),
            "may_take_over": may_take_over(self.request.user, self.page),
            "next": next_review(type(self.page), timezone.localdate()),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note it, and go back to where the button was."""
        try:
            if request.POST.get("action") == "take-over":
                page: Any = take_over(request.user, self.page.pk)
                words = f"You look after “{page.title}” now, and are reminded when it is due for review."
            else:
                page = confirm_review(request.user, self.page.pk, seen=_number(request.POST.get("seen", "")))
                due = date_format(page.review_due, "j F Y")
                words = f"“{page.title}” is noted as still right. It is due for review again on {due}."
        except MayNotReview as refusal:
            raise PermissionDenied from refusal
        except ChangedSince:
            messages.warning(request, OUTDATED)
            return redirect("still_right", pk=self.page.pk)
        look_again([page.pk])
        messages.success(request, words)
        back = request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
            return redirect(back)
        return redirect("wagtailadmin_pages:edit", page.pk)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The entry in the menu beside a page's title."""
    if page.pk and page.live and isinstance(page, LibraryPage) and page.permissions_for_user(user).can_edit():
        yield Button("Is it still right?", reverse("still_right", args=[page.pk]), icon_name="history", priority=63)


def urls() -> list[URLPattern]:
    return [path("pages/<int:pk>/still-right/", StillRightView.as_view(), name="still_right")]
