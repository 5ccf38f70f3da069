"""Serving pictures, each through the check of its collection.

``/images/…`` is what the API gives: a rendition in a named size, made on its first request. ``/media/…`` is what the admin shows: renditions
that exist already. Nothing else of the media store can be read here; documents go through Wagtail's own view, which checks likewise.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError
from wagtail.permissions import policy_registry

from cdn import edge, pictures
from cms.images.making import PictureFilter
from cms.rates import take_for_rendition
from cms.slow_work import BusyError, hand_over
from content_types.core.images import IMAGE_FORMATS, IMAGE_SIZES, filter_spec, image_version
from content_types.core.pictures import RECIPE
from delivery.context import ReadContext
from delivery.visibility import public_viewer, visible_files

logger = logging.getLogger(__name__)

FAILED_SECONDS = 600  # that a picture which could not be shown is not read again
# An address of the API holds what its bytes depend on, so a browser need not ask again for a year; a CDN is told to drop what is made private.
FOR_EVER = {"max_age": 31_536_000, "immutable": True}
FOR_AN_HOUR = {"max_age": 3600}  # what the admin shows has the same address when its picture is replaced
CONTENT_TYPES = {
    "webp": "image/webp",
    "avif": "image/avif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
}

OF_EDITORS = ("choose", "change", "delete")


@require_safe
def image(request: HttpRequest, pk: int, size: str, version: str, image_format: str) -> HttpResponseBase:
    """One named size of a picture. 404 where it does not exist or the asker may not see it; an old version leads to the new."""
    if size not in IMAGE_SIZES or image_format not in IMAGE_FORMATS:
        raise Http404("There is no such size or format.")
    found, public = _picture(request, pk)
    current = image_version(found)
    if version != current:
        return redirect("image", pk=pk, size=size, version=current, image_format=image_format)
    etag = quote_etag(f"{pk}-{size}-{version}-{image_format}")
    modified = int(found.created_at.timestamp())  # of the picture: what is at one address never changes
    unchanged = get_conditional_response(request, etag=etag, last_modified=modified)
    if unchanged is not None:
        return _validated(_keepable(unchanged, pk, FOR_EVER if public else None), etag, modified)
    try:
        stored = _rendition(request, found, filter_spec(size, image_format), public=public).file.open("rb")
    except (SourceImageIOError, FileNotFoundError) as error:
        raise Http404("The file of this picture is missing, or cannot be shown.") from error
    except BusyError:
        return _come_again()
    response = send(request, stored, image_format, pk, FOR_EVER if public else None)
    return _validated(response, etag, modified)


def _picture(request: HttpRequest, pk: int) -> tuple[Any, bool]:
    """A picture, and whether it is public: then nobody is asked who they are, and the answer is the same for all. Raises Http404."""
    rows = get_image_model()._default_manager.filter(pk=pk)
    found = visible_files(public_viewer(), rows).first()
    if found is not None:
        return found, True
    found = visible_files(ReadContext.of(request).viewer, rows).first()
    if found is None:
        raise Http404("There is no such picture.")
    return found, False


def _validated(response: HttpResponseBase, etag: str, modified: int) -> HttpResponseBase:
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    return response


def _rendition(request: HttpRequest, found: Any, spec: str, *, public: bool) -> Any:
    """A size that is there, or is made in its turn; what could not be made is not tried again for a while. Raises what ``hand_over`` does.

    Only what is made counts for who asked first: whoever waits for the same size finds it.
    """
    wanted = PictureFilter(spec)
    try:
        return found.find_existing_rendition(wanted)
    except found.get_rendition_model().DoesNotExist:
        pass
    failed = f"picture-failed-{found.pk}-{image_version(found)}"
    if cache.get(failed):
        raise SourceImageIOError("It could not be made a moment ago.")
    hand_over(request.META)
    take_for_rendition(request, by_session=not public)
    try:
        return found.get_rendition(wanted)
    except SourceImageIOError as error:
        logger.warning("Picture %s cannot be shown: %s", found.pk, error)
        cache.set(failed, True, FAILED_SECONDS)
        raise


def _come_again() -> HttpResponse:
    response = HttpResponse("Pictures are being made. Ask again in a moment.", status=503, content_type="text/plain")
    response["Retry-After"] = "1"
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition that exists, for those who may see its picture and for editors who may use it: some collections are not for all of them."""
    if "\x00" in path:  # PostgreSQL refuses it
        raise Http404("There is no such file.")
    model: Any = get_image_model()
    made = model.renditions.rel.related_model._default_manager.filter(focal_point_key__startswith=RECIPE, file=path)
    rendition = made.select_related("image").first()
    if rendition is None:
        raise Http404("There is no such file.")
    viewer = ReadContext.of(request).viewer
    visible = visible_files(viewer, model._default_manager.filter(pk=rendition.image_id)).exists()
    if not visible and not _may_work_with(request.user, rendition.image):
        raise Http404("There is no such file.")
    if not default_storage.exists(path):
        raise Http404("The file is missing.")
    extension = path.rsplit(".", 1)[-1].lower()
    kept = FOR_AN_HOUR if is_public(rendition.image) else None
    return send(request, default_storage.open(path, "rb"), extension, rendition.image_id, kept)


def _may_work_with(user: Any, picture: Any) -> bool:
    policy = policy_registry.get_by_type(type(picture))
    return user.has_perm("wagtailadmin.access_admin") and bool(
        policy.user_has_any_permission_for_instance(user, OF_EDITORS, picture)
    )


def is_public(found: Any) -> bool:
    """Whether anybody may see a picture, so that shared caches may keep it."""
    return visible_files(public_viewer(), type(found)._default_manager.filter(pk=found.pk)).exists()


def send(request: HttpRequest, stored: Any, extension: str, pk: int, kept: dict[str, Any] | None) -> HttpResponseBase:
    """The bytes of a picture. ``kept`` is how any cache may keep a public one; None for one that is not. The CDN knows it by ``pk``."""
    content_type = CONTENT_TYPES.get(extension, "application/octet-stream")
    response: HttpResponse | FileResponse
    if request.method == "HEAD":
        stored.close()
        response = HttpResponse(content_type=content_type)
    else:
        response = FileResponse(stored, content_type=content_type)
    return _keepable(response, pk, kept)


def _keepable(response: HttpResponseBase, pk: int, kept: dict[str, Any] | None) -> HttpResponseBase:
    if kept is not None:
        patch_cache_control(response, public=True, **kept)
        edge.name(response, pictures.tags_of_picture(pk))
    else:
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["Cookie"])
    return response
