"""Authentication by keys: looked at once, before anything is read for a request.

``Authorization: Bearer wham_…`` is a member's token or a client's key; ``X-Page-Access`` holds tokens of ``unlockPage``. A key that is wrong, has expired or was
revoked rejects the request: it never turns into an anonymous one, which would look like an empty library.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from access.keys import Kind, Presented, read_key
from access.models import ApiKey, Key, MemberToken
from access.password_exchange import HEADER as PAGE_ACCESS
from access.password_exchange import passed_by
from access.scopes import Scope
from access.second_factor import entering
from content_types.core.errors import Unauthenticated
from delivery.context import ReadContext
from delivery.credentials import Credentials

K = TypeVar("K", bound=Key)

AUTHORIZATION = "Authorization"
VARY = (AUTHORIZATION, PAGE_ACCESS)
CHALLENGE = 'Bearer realm="API", error="invalid_token"'  # RFC 6750, section 3
SCHEME = "bearer "


def has_keys(request: HttpRequest) -> bool:
    """Whether a request brings a key of any kind, good or not; its answer is for the asker alone."""
    return bool(request.META.get("HTTP_AUTHORIZATION") or request.META.get("HTTP_X_PAGE_ACCESS"))


def authenticate(request: HttpRequest) -> Credentials | None:
    """Look at the keys of a request and note what they prove; None where it has none, which costs no SQL.

    A bearer key takes one statement, tokens of private pages one a kind, and once a minute a key's use is noted with one more.
    With a bearer key the session counts for nothing. Raises Unauthenticated.
    """
    context = ReadContext.of(request)
    if context.credentials is not None or not has_keys(request):
        return context.credentials
    header = request.META.get("HTTP_AUTHORIZATION", "").strip()
    found = _bearer(header) if header else Credentials()
    pages = request.META.get("HTTP_X_PAGE_ACCESS", "").strip()
    if pages:
        passed = passed_by(pages)
        found = replace(found, page_restrictions=passed.pages, collection_restrictions=passed.collections)
    context.credentials = found
    if found.holder:
        request.user = found.user or AnonymousUser()
    return found


def presented_token(request: HttpRequest) -> MemberToken | None:
    """The member's token that a request was sent with, if it was."""
    header = request.META.get("HTTP_AUTHORIZATION", "").strip()
    presented = read_key(header[len(SCHEME) :].strip())
    if presented is None or presented.kind is not Kind.MEMBER:
        return None
    return MemberToken.objects.filter(prefix=presented.prefix, digest=presented.digest).first()


def keep_to_the_asker(response: HttpResponseBase) -> None:
    """No cache may keep this answer: it was given for a key."""
    response.headers.pop("Cache-Control", None)
    patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, VARY)


def _bearer(header: str) -> Credentials:
    if not header.lower().startswith(SCHEME):
        raise Unauthenticated(
            "Send a key as `Authorization: Bearer wham_…`; no other scheme is known here.", AUTHORIZATION
        )
    presented = read_key(header[len(SCHEME) :].strip())
    if presented is None:
        raise Unauthenticated(
            "This is not a key of this platform. Send it whole, beginning with `wham_`.", AUTHORIZATION
        )
    return _client(presented) if presented.kind is Kind.CLIENT else _member(presented)


def _client(presented: Presented) -> Credentials:
    row = ApiKey.objects.select_related("client").filter(prefix=presented.prefix).first()
    key = _good(row, presented, "Ask an administrator for another.")
    scopes = key.client.scopes
    return Credentials(
        holder=f"client:{key.client_id}",
        reads_login_restricted=Scope.READ_RESTRICTED.value in scopes,
    )


def _member(presented: Presented) -> Credentials:
    rows: Any = MemberToken.objects.select_related("user")
    if settings.STAFF_SECOND_FACTOR:
        rows = rows.annotate(enters=Exists(entering(OuterRef("user"))))  # within the one statement
    row = rows.filter(prefix=presented.prefix).first()
    token: Any = _good(row, presented, "Sign in again.")
    if settings.STAFF_SECOND_FACTOR and not token.second_factor and (token.enters or token.user.is_superuser):
        raise Unauthenticated(
            "This key was given without a second factor, which your account needs. Sign in again.", AUTHORIZATION
        )
    return Credentials(holder=f"member:{token.user_id}", user=token.user)


def _good(row: K | None, presented: Presented, remedy: str) -> K:
    """The row, if this is its key and it opens something now. Raises Unauthenticated."""
    if row is None or not row.is_key(presented.digest):
        raise Unauthenticated(f"This is not a key of this platform. {remedy}", AUTHORIZATION)
    now = timezone.now()
    rejection = row.rejection(now)
    if rejection is not None:
        raise Unauthenticated(f"This key {rejection}. {remedy}", AUTHORIZATION)
    row.note_use(now)
    return row
