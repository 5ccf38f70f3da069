"""What every answer of the site goes through."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from content_types.core.redirects import find_redirect
from delivery.addresses import without_prefix
from delivery.context import ReadContext


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
    """Wagtail's redirects of what this server does not have, such as a file that was replaced, by the same rule as the API's ``route``: none to what
    the asker may not see, and none that leads back. Addresses of pages are the site's to redirect, where there is one.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 404:
            return response
        redirect = find_redirect(ReadContext.of(request), without_prefix(request.get_full_path()))
        if redirect is None or redirect.link is None:
            return response
        return (
            HttpResponsePermanentRedirect(redirect.link)
            if redirect.is_permanent
            else HttpResponseRedirect(redirect.link)
        )
