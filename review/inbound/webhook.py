"""``POST /hooks/mail/``: a mail service hands on what came in for the addresses of reviews."""

from __future__ import annotations

import base64
import binascii
import email
from email.message import Message
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from review.inbound.receiving import MAX_BYTES, receive

FIELDS = ("email", "message", "body-mime")  # of SendGrid, of others, of Mailgun
OF_THE_FORM, MOST_FIELDS = 1024 * 1024, 200  # bytes of its other fields


@csrf_exempt
@require_POST
def mail_hook(request: HttpRequest) -> JsonResponse:
    """Take in one mail, whole (RFC 5322), as the body or as a field of a form; 404 for who does not know the token.

    200 whether it became a comment or was set aside: the service need not bring it again. Anything else it should.
    """
    if not _is_authorised(request.headers.get("Authorization", "")):
        raise Http404
    raw = _mail_in(request)
    if not raw:
        return JsonResponse({"error": "Send a whole mail as the body, or in the field “email” of a form."}, status=400)
    received = receive(raw)
    answer = {"outcome": "accepted" if received.accepted else "setAside", "code": received.outcome.value}
    return JsonResponse(answer, headers={"Cache-Control": "no-store"})


def _is_authorised(given: str) -> bool:
    """Whether the token was sent: as a bearer's, or as the password that an address can hold."""
    token = settings.REVIEW_MAIL_TOKEN
    if not token:
        return False
    scheme, _, value = given.partition(" ")
    if scheme.lower() == "basic":
        try:
            _, _, value = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
    elif scheme.lower() != "bearer":
        return False
    return constant_time_compare(value, token)


def _mail_in(request: HttpRequest) -> bytes:
    """The mail as it came, or so much of it that it is found too large. Django's own reading of forms makes text of bytes."""
    kind = request.content_type or ""
    if kind == "multipart/form-data":
        body = request.read(MAX_BYTES + OF_THE_FORM)
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode("latin-1", "replace")
        return _field_of(email.message_from_bytes(head + body))
    if kind == "application/x-www-form-urlencoded":
        body = request.read(3 * MAX_BYTES + OF_THE_FORM)  # a byte may take three
        try:
            fields = parse_qs(body.decode("latin-1"), encoding="latin-1", max_num_fields=MOST_FIELDS)
        except ValueError:
            return b""
        return next((fields[name][0].encode("latin-1") for name in FIELDS if name in fields), b"")
    return request.read(MAX_BYTES + 1)


def _field_of(form: Message) -> bytes:
    parts: Any = form.get_payload()
    for part in parts if isinstance(parts, list) else []:
        name = part.get_param("name", header="content-disposition") if isinstance(part, Message) else None
        if name in FIELDS:
            found = part.get_payload(decode=True)
            return found if isinstance(found, bytes) else b""
    return b""
