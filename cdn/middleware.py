"""What the CDN is told of answers that say nothing of it themselves."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from cdn import edge
from cdn.keys import EVERYTHING, OTHER

_FOR_ALL = re.compile(r"\bpublic\b")
_FOR_A_WHILE = re.compile(r"\b(?:s-maxage|max-age)=[1-9]")
_ASKS_FIRST = re.compile(r"\bno-(?:cache|store)\b")
WHO_ASKS = ("Cookie", "Authorization", "X-Page-Access")


class EdgeMiddleware:
    """No CDN keeps an answer that does not say that it may be kept, and none that could not be dropped again.

    Some keep whatever says nothing, for an hour or so. Answers that any cache may keep for a while (calendars, the schema) get a key with which every
    change drops them; static files get none, because their addresses change with them. Only where the settings name a CDN.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.CDN:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.spoken = edge.DIALECTS[settings.CDN]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header(self.spoken.lifetime):
            return response
        said = response.headers.get("Cache-Control", "")
        if not _FOR_ALL.search(said) or not _FOR_A_WHILE.search(said) or _ASKS_FIRST.search(said):
            response.headers[self.spoken.lifetime] = edge.NOT_KEPT
        elif not (response.has_header(self.spoken.keys) or request.path.startswith(settings.STATIC_URL)):
            edge.name(response, (EVERYTHING, OTHER))
            patch_vary_headers(response, WHO_ASKS)
        return response
