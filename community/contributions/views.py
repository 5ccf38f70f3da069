"""``POST /contributions/files/``: a member sends a file along, as the field ``file`` of a form (multipart/form-data)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from access.authentication import authenticate, keep_to_the_asker
from community.contributions.files import take
from community.contributions.models import Upload
from community.contributions.scanning import ScannerAway
from community.errors import CommunityError
from content_types.core.errors import Unauthenticated

STATUS = {"UNAUTHENTICATED": 401, "CONFLICT": 409, "RATE_LIMITED": 429}
SIGN_IN = "Nobody is signed in. Sign in first, and send the key along."
AWAY = "The file could not be looked at just now. Send it again in a minute; what you wrote is kept."
OF_THE_FORM = 64 * 1024  # bytes beside the file


@csrf_exempt  # a key alone opens it, no session: nobody is tricked into sending one
@require_POST
def take_file(request: HttpRequest) -> JsonResponse:
    """Take one file: 201 with its ``id``, or ``errors`` as mutations have them. Fields beside it: ``altText``, ``idempotencyKey``."""
    try:
        credentials = authenticate(request)
        upload = _taken(request, credentials.user if credentials is not None else None)
    except Unauthenticated as error:
        return _refused("UNAUTHENTICATED", error.message, None, 401)
    except ScannerAway:
        answer = _refused("UNAVAILABLE", AWAY, "file", 503)
        answer["Retry-After"] = "60"
        return answer
    except CommunityError as error:
        answer = _refused(error.code, str(error), error.field, STATUS.get(error.code, 400))
        if error.retry_after:
            answer["Retry-After"] = str(error.retry_after)
        return answer
    return _answer({**told(upload), "errors": []}, 201)


def told(upload: Upload) -> dict[str, Any]:
    """What a client is told of a file."""
    return {
        "id": str(upload.key),
        "name": upload.name,
        "size": upload.size,
        "kind": "IMAGE" if upload.image_id is not None else "DOCUMENT",
    }


def _taken(request: HttpRequest, user: Any) -> Upload:
    if user is None:
        raise CommunityError("UNAUTHENTICATED", SIGN_IN)
    most = max(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, settings.UPLOAD_MEGABYTES * 1024**2) + OF_THE_FORM
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > most:
        raise CommunityError("BAD_INPUT", f"Make it smaller than {settings.UPLOAD_MEGABYTES} MB.", "file")
    file = request.FILES.get("file")
    if file is None:
        raise CommunityError("BAD_INPUT", "Send a file in the field “file” of a form (multipart/form-data).", "file")
    key, words = request.POST.get("idempotencyKey", ""), request.POST.get("altText", "")
    return take(user, str(file.name), file.read(), key, words)


def _refused(code: str, message: str, field: str | None, status: int) -> JsonResponse:
    return _answer({"id": None, "errors": [{"code": code, "message": message, "field": field}]}, status)


def _answer(body: dict[str, Any], status: int) -> JsonResponse:
    answer = JsonResponse(body, status=status)
    keep_to_the_asker(answer)
    return answer
