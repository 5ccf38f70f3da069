"""What every answer of the site goes through."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from content_types.core.context import ReadContext
from content_types.core.visibility import page_is_visible


class PrivateAnswersMiddleware:
    """No cache that several people share may keep what was answered to somebody with a session.

    A session may be signed in, or have given the password of a private page; either way lists and files may hold what others must not see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
            patch_vary_headers(response, ["Cookie"])
        return response


class VisibleRedirectMiddleware(RedirectMiddleware):
    """Wagtail's redirects, but for those to a page that the asker may not see: its address would tell of it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 404:
            return response
        path = Redirect.normalise_path(request.get_full_path())
        redirect = get_redirect(request, path) or get_redirect(request, path.split("?")[0])
        page = redirect.redirect_page if redirect is not None else None
        if page is not None and not page_is_visible(ReadContext.of(request).viewer, page):
            return response
        return super().process_response(request, response)
