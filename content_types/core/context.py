"""What a read needs to know of the request it serves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, Site

from content_types.core.visibility import Viewer


@dataclass
class ReadContext:
    """Who asks, under which address, and where absolute links begin (no trailing slash)."""

    request: HttpRequest
    viewer: Viewer
    base_url: str
    cache: dict[Any, Any] = field(default_factory=dict)

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

    def page_path(self, page: Page) -> str | None:
        """The path of a page below its site's root, as Wagtail routes it; None where no site holds it."""
        parts = page.get_url_parts(self.request)
        return parts[2] if parts else None

    def page_url(self, page: Page) -> str | None:
        """The absolute URL of a page; None where no site holds it."""
        parts = page.get_url_parts(self.request)
        if not parts or parts[2] is None:
            return None
        site = Site.find_for_request(self.request)
        return self.absolute(parts[2]) if site and parts[0] == site.pk else f"{parts[1]}{parts[2]}"


def base_url(request: HttpRequest) -> str:
    """Scheme, host and port that links to this request's host begin with."""
    return f"{request.scheme}://{request.get_host()}"
