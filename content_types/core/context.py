"""What a read needs to know of the request it serves."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import get_script_prefix, reverse
from wagtail.models import Page

from content_types.core.ground import SiteRow
from content_types.core.visibility import Viewer


@dataclass
class ReadContext:
    """Who asks, under which address, and where absolute links begin (no trailing slash)."""

    request: HttpRequest
    viewer: Viewer
    base_url: str
    cache: dict[Any, Any] = field(default_factory=dict)
    tells_a_key: bool = False  # the answer holds a new key, so nothing may keep it

    @classmethod
    def of(cls, request: HttpRequest) -> ReadContext:
        """The context of a request, made once and kept on it."""
        context: ReadContext | None = getattr(request, "_read_context", None)
        if context is None:
            context = cls(request=request, viewer=Viewer.from_request(request), base_url=base_url(request))
            request._read_context = context  # type: ignore[attr-defined]  # one context a request, kept on it
        return context

    def absolute(self, path: str) -> str:
        """An absolute URL for a path of this site; a URL that is absolute already stays."""
        return path if path.startswith(("http://", "https://")) else f"{self.base_url}{path}"

    def own_path(self, url: str) -> str | None:
        """The path, query string included, of an absolute URL on this site; None for one elsewhere."""
        return url[len(self.base_url) :] if url.startswith(f"{self.base_url}/") else None

    @cached_property
    def site(self) -> SiteRow | None:
        """The site that the request is for; null where none is set up."""
        host = self.request._get_raw_host()  # type: ignore[attr-defined]  # as Wagtail does: what is served is not ours to refuse
        return self.viewer.ground.site_for(split_domain_port(host)[0], int(self.request.get_port()))

    @cached_property
    def _roots(self) -> list[SiteRow]:
        # The deepest root first, as Wagtail orders them: a site may be rooted inside another's tree.
        return sorted(self.viewer.ground.sites, key=lambda one: (one.root_url_path, one.is_default), reverse=True)

    def place(self, page: Page) -> tuple[SiteRow, str] | None:
        """As ``Page.get_url_parts``: a site that holds the page, the request's own if it does, and the page's path there."""
        possible = [site for site in self._roots if page.url_path.startswith(site.root_url_path)]
        if not possible:
            return None
        site = next((one for one in possible if one == self.site), possible[0])
        return site, f"{_served_below(get_script_prefix())}{quote(page.url_path[len(site.root_url_path) :])}"

    def page_path(self, page: Page) -> str | None:
        """The path of a page below its site's root, as Wagtail routes it; None where no site holds it."""
        place = self.place(page)
        return place[1] if place else None

    def page_url(self, page: Page) -> str | None:
        """The absolute URL of a page; None where no site holds it."""
        place = self.place(page)
        if place is None:
            return None
        site, path = place
        return self.absolute(path) if site == self.site else f"{site.root_url}{path}"


@lru_cache(maxsize=8)
def _served_below(prefix: str) -> str:
    """Where Wagtail serves pages: the address of the page at the root, for a site below this prefix."""
    return reverse("wagtail_serve", args=("",))


def base_url(request: HttpRequest) -> str:
    """Scheme, host and port that links to this request's host begin with."""
    return f"{request.scheme}://{request.get_host()}"
