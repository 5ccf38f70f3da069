"""The previews of a page that are open: who made each, until when it is good, and ending it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.editors.page import AdminPageView
from content_types.core.preview import end_previews, links_of


def may_see(page: Page, user: Any) -> bool:
    """Whether somebody may see who previews a page, and end it: whoever could preview it."""
    rights = page.permissions_for_user(user)
    return bool(rights.can_edit() or rights.can_publish())


class PreviewLinksView(AdminPageView):
    """The list, and ending one (``link``) or all."""

    page_title = "Open previews"
    header_icon = "view"
    template_name = "cms/admin/preview_links.html"
    page: Page

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=kwargs["pk"])
        if not may_see(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "page": self.page, "links": links_of(self.page)}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End them, and come back."""
        links = links_of(self.page)
        chosen = request.POST.get("link", "")
        if chosen:
            links = links.filter(pk=int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) <= 18 else 0)
        ended = end_previews(links)
        messages.success(request, "The preview is ended." if ended == 1 else f"{ended} previews are ended.")
        return redirect("preview_links", pk=self.page.pk)


def buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The entry in the menu beside a page's title."""
    if page.pk and may_see(page, user):
        yield Button("Open previews", reverse("preview_links", args=[page.pk]), icon_name="view", priority=64)


def urls() -> list[URLPattern]:
    """The address of the page, below the admin's own."""
    return [path("pages/<int:pk>/open-previews/", PreviewLinksView.as_view(), name="preview_links")]
