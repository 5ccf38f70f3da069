"""Publishing without the form: bulk actions, and the approval on the dashboard (``cms.editors.approval``), look whether a draft is complete."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import Page

from content_types.core.completeness import PageIncomplete, require_complete, unwritten
from content_types.core.writing_checks.findings import is_anything_required
from review.errors import ReviewError


def _published_by(pages: list[Page], action: Any) -> Iterator[Page]:
    """The pages that a bulk action publishes."""
    for page in pages:
        yield page
        if action.cleaned_form.cleaned_data.get("include_descendants"):
            yield from page.get_descendants().not_live().specific()


def refuse_incomplete(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Raise PageIncomplete for a bulk action that would publish a page that lacks something."""
    if action_type == "publish" and action.model is Page:
        for page in _published_by(objects, action):
            require_complete(page.get_latest_revision_as_object())


def unwritten_in(form: Any) -> Iterator[str]:
    """What keeps the page of a valid form from being submitted or published, by the writing checks that are a stop here."""
    if is_anything_required():
        yield from unwritten(form.save(commit=False))  # into memory, with its lists


def _page_of(request: HttpRequest, exception: Exception) -> int | None:
    """The page about which the exception tells somebody something; None for what tells nobody anything."""
    if isinstance(exception, PageIncomplete):
        return int(exception.page.pk)
    match = request.resolver_match
    if isinstance(exception, ReviewError) and match is not None and "page_id" in match.kwargs:
        return int(match.kwargs["page_id"])
    return None


class PageIncompleteMiddleware:
    """Tells whoever publishes a page what it lacks, or why an answer to its review does not count, and opens its form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        key = _page_of(request, exception)
        if key is None:
            return None
        messages.error(request, str(exception))
        form = reverse("wagtailadmin_pages:edit", args=[key])
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":  # a dialogue, which goes where it is told
            return JsonResponse({"step": "success", "redirect": form})
        return redirect(form)
