"""The pages that the server renders of its own: the landing page and the plain preview."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cms.editors.demo import DEMO_LOGINS
from content_types.core.context import ReadContext
from content_types.core.fetching import whole_page
from content_types.core.preview import PreviewRefused, page_of_token
from content_types.core.reading import page_link
from content_types.core.registry import content_types
from content_types.core.visibility import visible_pages


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """What this is and for whom, with the home page's own words where the reader may see it, and the ways in."""
    context = ReadContext.of(request)
    site = Site.find_for_request(request)
    return render(
        request,
        "cms/landing.html",
        {
            "home": whole_page(context.viewer, key=site.root_page_id) if site else None,
            "indexes": _indexes(context),
            "ways_in": _ways_in(),
            "logins": DEMO_LOGINS if getattr(settings, "DEMO", False) else (),
        },
    )


def _indexes(context: ReadContext) -> list[Any]:
    """A link to the list of each content type that the reader may see."""
    links = []
    for content_type in content_types():
        if content_type.index_model is not None:
            index = visible_pages(context.viewer, content_type.index_model._default_manager.all()).first()
            link = page_link(index, context) if index is not None else None
            if link:
                links.append(link)
    return links


def _ways_in() -> list[dict[str, str]]:
    """The addresses worth knowing."""
    api = ("The API", "One GraphQL endpoint for every frontend.")
    if getattr(settings, "GRAPHIQL_ENABLED", False):
        api = ("GraphiQL", "Try the API in the browser: queries, with the schema beside them.")
    ways = [
        ("wagtailadmin_home", "The admin", "Write, preview and publish."),
        ("graphql", *api),
        ("schema", "The API’s schema", "Every type and field with its description, as SDL."),
        ("events_ical", "Events as a calendar", "Subscribe to this address in any calendar."),
    ]
    return [{"url": reverse(name), "title": title, "text": text} for name, title, text in ways]


@never_cache
@require_safe
@xframe_options_sameorigin
def preview(request: HttpRequest) -> HttpResponse:
    """A draft as a plain page, by the token that the admin made; a token that cannot be used gets a page that says why."""
    token = request.GET.get("token", "")
    try:
        page: Any = page_of_token(token)
    except PreviewRefused as error:
        return render(request, "cms/preview_refused.html", {"message": str(error)}, status=403)
    context = page.get_context(request)
    response = render(request, page.get_template(request), {**context, "is_preview": True})
    response["X-Robots-Tag"] = "noindex"
    return response
