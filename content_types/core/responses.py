"""Serving published content in a format of its own (FHIR, iCalendar): found by its real address, cached by entity tag."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from wagtail.models import Page

from delivery.context import ReadContext
from delivery.visibility import Viewer, visible_pages

P = TypeVar("P", bound=Page)

# An address below the site's root, as Wagtail serves slugs: decoded, in any script.
PAGE_PATH = r"(?P<page_path>[\w-]+(?:/[\w-]+)*)"
MAX_AGE = 300  # seconds for which a cache may answer without asking


def page_at(context: ReadContext, model: type[P], page_path: str) -> P | None:
    """The page of this type at this path below the request's site, if the viewer may see it."""
    url_path = context.url_path_at(page_path)
    if url_path is None:
        return None
    pages = visible_pages(context.viewer, model._default_manager.all())
    found: P | None = pages.filter(url_path=url_path).first()
    return found


def published_response(
    request: HttpRequest, body: bytes, content_type: str, viewer: Viewer, last_modified: datetime | None = None
) -> HttpResponseBase:
    """A 200 with entity tag, or 304 or 412 where the request's conditions say so; HEAD is answered as GET.

    ``viewer`` is who the body was made for: what only some may see stays out of shared caches. Anybody's script may read what everybody may.
    """
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    whole = HttpResponse(body, content_type=content_type)
    modified = int(last_modified.timestamp()) if last_modified else None
    response = get_conditional_response(request, etag=etag, last_modified=modified, response=whole) or whole
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    if viewer.is_anonymous:
        patch_cache_control(response, public=True, max_age=MAX_AGE)
        response["Access-Control-Allow-Origin"] = "*"
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response
