"""What this server says where a page would be. It shows none: pages are read at the site, which asks the API."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from cms.editors.demo import DEMO_LOGINS
from delivery.addresses import without_prefix
from delivery.context import ReadContext


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """A short note at the root: what this server is, where the site is, and the entry points."""
    return _note(request, ReadContext.of(request).frontend_elsewhere)


@require_safe
def page_address(request: HttpRequest, path: str) -> HttpResponse:
    """The address of a page, or of none: the same address on the site; where there is no site, the note, as not found.

    No page is looked up, so the answer is the same for a public page, a draft, a private page and nothing at all. What was redirected once may be
    answered otherwise tomorrow, when the settings name another site; so the redirect is for now.
    """
    site = ReadContext.of(request).frontend_elsewhere
    if site:
        return HttpResponseRedirect(f"{site}{without_prefix(request.get_full_path())}")
    return _note(request, None, status=404)


def _note(request: HttpRequest, site: str | None, status: int = 200) -> HttpResponse:
    logins = DEMO_LOGINS if getattr(settings, "DEMO", False) else ()
    return render(request, "cms/landing.html", {"site": site, "ways_in": _ways_in(), "logins": logins}, status=status)


def _ways_in() -> list[dict[str, str]]:
    """The addresses worth knowing."""
    api = ("The API", "One GraphQL endpoint for every frontend.")
    if getattr(settings, "GRAPHIQL_ENABLED", False):
        api = ("GraphiQL", "Try the API in the browser: queries, with the schema beside them.")
    ways = [
        ("wagtailadmin_home", "The admin", "Editors sign in, write, preview and publish."),
        ("graphql", *api),
        ("schema", "The API’s schema", "Every type and field with its description, as SDL."),
        ("library_feed", "What is new", "The newest resources as an Atom feed."),
        ("events_ical", "Events as a calendar", "Subscribe to this address in any calendar."),
    ]
    if settings.MAIL_TEXT_KEPT:
        ways.append(("demo_mailbox", "The mailbox", "Mails of this demo, which writes to nobody."))
    return [{"url": reverse(name), "title": title, "text": text} for name, title, text in ways]


@never_cache
@require_safe
@xframe_options_sameorigin
def preview(request: HttpRequest) -> HttpResponse:
    """What an editor sees in place of a draft where ``PREVIEW_URL`` names no site that shows it. The token is not looked at."""
    return render(request, "cms/no_preview.html")
