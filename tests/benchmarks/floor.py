"""The floor: a bare Django view without middleware, as a WSGI application;
it answers with the bytes of a file (``FLOOR_BYTES``)."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

CONTENT = Path(os.environ["FLOOR_BYTES"]).read_bytes()

settings.configure(
    ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="no secret" * 10, MIDDLEWARE=[], DEBUG=False
)  # fmt: skip


def answer(request: HttpRequest) -> HttpResponse:
    """The same for everybody, whatever was sent."""
    response = HttpResponse(CONTENT, content_type="application/json")
    response["Content-Length"] = str(len(CONTENT))
    return response


urlpatterns = [path("graphql/", answer)]
application = get_wsgi_application()
