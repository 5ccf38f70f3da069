"""The smallest frontend that shows a draft, at the live server itself: the admin's side of a preview is tried with it.

It asks the API for the draft and its source map, draws each value under its place in the answer, and hands both to the
platform's script.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from cms.urls import handler500
from cms.urls import urlpatterns as of_the_platform
from tests.support.every_block import DRAFT

__all__ = ["handler500", "urlpatterns"]
ADDRESS = "/frontend/"
PAGE = f"""<!doctype html><title>A draft</title><main data-query='{DRAFT}'></main>
<script src="/static/cms/click-to-edit.js"></script><script src="{ADDRESS}script.js"></script>"""


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


def script(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Path(__file__).with_name("frontend.js").read_bytes(), content_type="text/javascript")


urlpatterns = [path("frontend/", page), path("frontend/script.js", script), *of_the_platform]


@pytest.fixture
def frontend(settings: Any) -> str:
    """Its page for previews is where the admin shows drafts."""
    settings.ROOT_URLCONF = __name__
    settings.WAGTAIL_HEADLESS_PREVIEW = {**settings.WAGTAIL_HEADLESS_PREVIEW, "CLIENT_URLS": {"default": ADDRESS}}
    return ADDRESS
