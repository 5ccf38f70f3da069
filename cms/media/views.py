"""Serving pictures, each through the check of its collection.

``/images/…`` is what the API gives: a rendition in a named size, made on its first request. ``/media/…`` is what the admin shows: renditions
that exist already. Nothing else of the media store can be read here; documents go through Wagtail's own view, which checks likewise.
"""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError

from cdn import edge, pictures
from content_types.core.images import IMAGE_FORMATS, IMAGE_SIZES, filter_spec, image_version
from content_types.core.visibility import Viewer, public_viewer, visible_files

MAX_AGE = 3600  # seconds that browsers may keep a public picture: one made private is gone after an hour at most; a CDN is told to drop it
CONTENT_TYPES = {
    "webp": "image/webp",
    "avif": "image/avif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}


@require_safe
def image(request: HttpRequest, pk: int, size: str, version: str, image_format: str) -> HttpResponseBase:
    """One named size of a picture. 404 where it does not exist or the asker may not see it; an old version leads to the new."""
    if size not in IMAGE_SIZES or image_format not in IMAGE_FORMATS:
        raise Http404("There is no such size or format.")
    found = visible_files(Viewer.from_request(request), get_image_model()._default_manager.filter(pk=pk)).first()
    if found is None:
        raise Http404("There is no such picture.")
    current = image_version(found)
    if version != current:
        return HttpResponseRedirect(f"/images/{pk}/{size}-{current}.{image_format}")
    try:
        rendition = found.get_rendition(filter_spec(size, image_format))
        stored = rendition.file.open("rb")
    except (SourceImageIOError, FileNotFoundError) as error:
        raise Http404("The file of this picture is missing.") from error
    return send(request, stored, image_format, pk, public=is_public(found))


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition that exists, for those who may see its picture and for editors."""
    if "\x00" in path:  # PostgreSQL refuses it
        raise Http404("There is no such file.")
    model: Any = get_image_model()
    rendition = model.renditions.rel.related_model._default_manager.filter(file=path).select_related("image").first()
    if rendition is None:
        raise Http404("There is no such file.")
    viewer = Viewer.from_request(request)
    visible = visible_files(viewer, model._default_manager.filter(pk=rendition.image_id)).exists()
    if not visible and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404("There is no such file.")
    if not default_storage.exists(path):
        raise Http404("The file is missing.")
    extension = path.rsplit(".", 1)[-1].lower()
    public = is_public(rendition.image)
    return send(request, default_storage.open(path, "rb"), extension, rendition.image_id, public=public)


def is_public(found: Any) -> bool:
    """Whether anybody may see a picture, so that shared caches may keep it."""
    return visible_files(public_viewer(), type(found)._default_manager.filter(pk=found.pk)).exists()


def send(request: HttpRequest, stored: Any, extension: str, pk: int, *, public: bool) -> HttpResponseBase:
    """The bytes of a picture with the cache headers that its visibility allows; the CDN knows it by ``pk``."""
    content_type = CONTENT_TYPES.get(extension, "application/octet-stream")
    response: HttpResponse | FileResponse
    if request.method == "HEAD":
        stored.close()
        response = HttpResponse(content_type=content_type)
    else:
        response = FileResponse(stored, content_type=content_type)
    if public:
        patch_cache_control(response, public=True, max_age=MAX_AGE)
        edge.name(response, pictures.tags_of_picture(pk))
    else:
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["Cookie"])
    return response
