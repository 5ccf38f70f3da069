"""Serving documents: Wagtail's view, which checks the collection, with headers that are true."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve

from delivery.visibility import public_viewer, visible_files


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A file to download. What everybody may have is kept by any cache, and asked for anew each time (304 while it is the same)."""
    response: HttpResponseBase = serve(request, document_id, document_filename)
    if response.headers.get("Content-Encoding") == "None":
        del response.headers["Content-Encoding"]  # wagtail.utils.sendfile sends the word where there is no encoding
    if response.status_code in (200, 304):
        rows = get_document_model()._default_manager.filter(pk=document_id)
        if visible_files(public_viewer(), rows).exists():
            patch_cache_control(response, public=True, no_cache=True)
        else:
            patch_cache_control(response, private=True, no_store=True)
            patch_vary_headers(response, ["Cookie"])
    return response
