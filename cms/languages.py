"""The language of an answer outside the API: that of its address, and of no header."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class PathLanguageMiddleware:
    """Makes the language active that an address begins with (``/cy/…``), the site's own elsewhere.

    Django's LocaleMiddleware would look at ``Accept-Language`` as well, and answers at one address would differ by reader.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.WAGTAIL_I18N_ENABLED:
            return self.get_response(request)
        with translation.override(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
            return self.get_response(request)
