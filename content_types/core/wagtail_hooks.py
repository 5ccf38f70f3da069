"""Wagtail's own serving of pages goes through the same rule as the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.visibility import page_is_visible


@hooks.register("on_serve_page", order=100)
def refuse_hidden_page(callback: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 for what Wagtail would serve but nobody may see: a page past its date, or below an unpublished or expired one.

    The last of the chain, so that Wagtail's own check answers first, with the password or login form of a private page.
    """

    def serve(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        if not page_is_visible(ReadContext.of(request).viewer, page):
            raise Http404("There is no such page.")
        return callback(page, request, args, kwargs)

    return serve
