"""Read context: who asks, and for which site, once per request."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Page

from delivery import addresses
from delivery.credentials import Credentials
from delivery.languages import languages
from delivery.request_snapshot import SiteRow
from delivery.visibility import Viewer, public_viewer


@dataclass(frozen=True)
class PageRoot:
    """Where the pages of a site in one language begin: in the tree, and what stands before their paths (``cy/``; nothing for the site's own)."""

    site: SiteRow
    url_path: str
    prefix: str


@dataclass
class ReadContext:
    """All that this platform keeps of a request: who asks, for which site, and what was read for it once.

    It is made with the request and ends with it. It is the only thing of ours that hangs on Django's request, because templates, hooks of
    Wagtail and middleware have nothing else in their hands. A ``WeakKeyDictionary`` would never let a request go: the context holds it, as
    Django's lazy ``user`` does. A ``ContextVar`` would outlive it in a thread that serves the next one.
    """

    request: HttpRequest
    credentials: Credentials | None = None  # what its keys prove; None where it has none, or before they are looked at
    cache: dict[Any, Any] = field(default_factory=dict)
    tells_a_key: bool = False  # the answer holds a new key, so nothing may keep it

    @classmethod
    def of(cls, request: HttpRequest) -> ReadContext:
        """The context of a request; the same each time. Making it costs no statement."""
        context: ReadContext | None = getattr(request, "_read_context", None)
        if context is None:
            context = cls(request)
            request._read_context = context  # type: ignore[attr-defined]  # the one attribute of ours
        return context

    @classmethod
    def for_everybody(cls, request: HttpRequest) -> ReadContext:
        """A context of its own that is for the request's site and, whoever sent it, sees what is public."""
        context = cls(request)
        context.viewer = public_viewer()
        return context

    @cached_property
    def viewer(self) -> Viewer:
        """Who asks. Keys must have been looked at by now."""
        return Viewer.from_request(self.request, self.credentials)

    @property
    def has_read(self) -> bool:
        """Whether anything may have been read for the request: nothing is without a viewer."""
        return "viewer" in self.__dict__

    @property
    def tells_secrets(self) -> bool:
        """Whether what was read holds a draft or a new key."""
        return self.tells_a_key or (self.has_read and self.viewer.reads_draft)

    @cached_property
    def frontend(self) -> str:
        """Where readers find the site that the request is for; no slash at the end. Where no site is set up, this server."""
        return addresses.frontend(self.site) if self.site else addresses.server()

    @cached_property
    def frontend_elsewhere(self) -> str | None:
        """Where readers find the site that the request is for; None where no site is set up but this server."""
        here = addresses.served_site(self.site) if self.site else addresses.server()
        return self.frontend if self.frontend != here else None

    def link_url(self, link: str) -> str:
        """The absolute URL of a link as editors type it: a path of this site, or a URL, which stays."""
        is_path = not link.startswith(("http://", "https://"))
        return f"{self.frontend}{addresses.without_prefix(link)}" if is_path else link

    def own_path(self, url: str) -> str | None:
        """The path, query string included, of an absolute URL on this site; None for one elsewhere."""
        return url[len(self.frontend) :] if url.startswith(f"{self.frontend}/") else None

    @cached_property
    def site(self) -> SiteRow | None:
        """The site that the request is for; null where none is set up."""
        host = self.request._get_raw_host()  # type: ignore[attr-defined]  # as Wagtail does: what is served is not ours to reject
        return self.viewer.snapshot.site_for(split_domain_port(host)[0], int(self.request.get_port()))

    @cached_property
    def _roots(self) -> list[PageRoot]:
        """Where pages of each site and language begin. The deepest first, as Wagtail orders them: a site may be rooted inside another's tree."""
        snapshot = self.viewer.snapshot
        sites = {one.key: one for one in snapshot.sites}
        found = [PageRoot(one, one.root_url_path, "") for one in snapshot.sites]
        active = languages()
        for root in snapshot.translated_roots:
            code = snapshot.locales[root.locale]
            if code in active and root.site in sites:
                found.append(PageRoot(sites[root.site], root.url_path, f"{code}/"))
        return sorted(found, key=lambda one: (one.url_path, one.site.is_default), reverse=True)

    @property
    def own_roots(self) -> list[PageRoot]:
        """Where the pages of the request's site begin, in each language."""
        return [one for one in self._roots if one.site == self.site]

    def url_path_at(self, path: str) -> str | None:
        """The ``url_path`` of a page at a path (decoded, without slashes at its ends) below the request's site; None where no site is set up.

        A path that begins with the code of a language is of that language's pages.
        """
        if self.site is None:
            return None
        below = f"{path}/" if path else ""
        prefixed = next((one for one in self.own_roots if one.prefix and below.startswith(one.prefix)), None)
        if prefixed is not None:
            return prefixed.url_path + below[len(prefixed.prefix) :]
        return self.site.root_url_path + below

    def place(self, page: Page) -> tuple[SiteRow, str] | None:
        """As ``Page.get_url_parts``: a site that holds the page, the request's own if it does, and the page's path below its root.

        None for the draft of a page that was never saved: it has no address yet.
        """
        if not page.pk:
            return None
        possible = [root for root in self._roots if page.url_path.startswith(root.url_path)]
        if not possible:
            return None
        root = next((one for one in possible if one.site == self.site), possible[0])
        return root.site, f"/{root.prefix}{addresses.path_below(root.url_path, page.url_path)[1:]}"

    def page_path(self, page: Page) -> str | None:
        """The path of a page below its site's root; None where no site holds it."""
        place = self.place(page)
        return place[1] if place else None

    def page_url(self, page: Page) -> str | None:
        """The absolute URL at which readers find a page; None where no site holds it."""
        place = self.place(page)
        return f"{addresses.frontend(place[0])}{place[1]}" if place else None

    def served_url(self, page: Page) -> str | None:
        """The absolute URL below which this server gives what belongs to a page. None where no site holds it."""
        place = self.place(page)
        return f"{addresses.served_site(place[0])}{place[1]}" if place else None
