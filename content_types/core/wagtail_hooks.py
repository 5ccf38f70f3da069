"""Wagtail's own serving of pages goes through the same rule as the API."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.visibility import page_is_visible


# After Wagtail's own hook, which shows the password or login form of a private page.
@hooks.register("before_serve_page", order=100)
def refuse_hidden_page(page: Page, request: HttpRequest, *args: Any) -> None:
    """404 for what Wagtail would serve but nobody may see: a page past its date, or below an unpublished or expired one."""
    if not page_is_visible(ReadContext.of(request).viewer, page):
        raise Http404("There is no such page.")
