"""Keys over the API: signing in and out for apps, and the passwords of private pages and collections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphene
from django.contrib.auth import logout
from django.http import HttpRequest
from wagtail.models import Collection, Page

from access import sign_in as signing_in
from access import unlocking
from access.authentication import presented_token
from access.models import MemberToken
from access.throttle import Attempts, TooManyAttempts
from access.unlocking import Unlocked
from content_types.core.context import ReadContext
from content_types.core.errors import BadInput, Unauthenticated
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.scalars import DateTime
from content_types.core.identity import global_id, key_of
from graphql_api.page_query import page_lookup

CODES = {
    "BAD_INPUT": "An argument cannot be used as given.",
    "FORBIDDEN": "The password does not open this; nothing more is told.",
    "RATE_LIMITED": "Too many wrong attempts; `retryAfter` says when the next one is looked at.",
    "UNAUTHENTICATED": "No active account has this name and password, or nobody is signed in.",
}
AccessErrorCode = graphene.Enum(
    "AccessErrorCode",
    [(name, name) for name in CODES],
    description=lambda member: "Why there is no key." if member is None else CODES[member.value],
)
MAX_NAME = 255
APP = "AppToken"  # in ids
NAMED = {"key": "pk", "url_path": "url_path"}  # of a page, by the name that `page_lookup` gives


class AccessError(graphene.ObjectType):
    """Why there is no key."""

    code = graphene.Field(AccessErrorCode, required=True, description="Stable; for programs.")
    message = graphene.String(required=True, description="For people: what is wrong and what to do.")
    field = graphene.String(description="The argument that it is about.")
    retry_after = graphene.Int(description="Seconds until the next attempt is looked at, with `RATE_LIMITED`.")


@node_of(MemberToken)
class AppToken(graphene.ObjectType):
    """One app or device on which a member is signed in. Nobody else sees it."""

    class Meta:
        interfaces = (Node,)

    device = graphene.String(description="What the app called itself.")
    prefix = graphene.String(required=True, description="The part of the token that may be shown.")
    created_at = DateTime(required=True, description="When the member signed in.")
    expires_at = DateTime(required=True, description="When the token ends by itself.")
    last_used_at = DateTime(description="When it was last used, to the minute.")

    @staticmethod
    def resolve_id(root: Any, info: Any) -> str:
        return global_id(APP, root.pk)

    @staticmethod
    def resolve_device(root: Any, info: Any) -> str | None:
        return root.device or None


class SignInResult(graphene.ObjectType):
    """A token, or why there is none."""

    token = graphene.String(description="Send it as `Authorization: Bearer …`. It is told here and nowhere else.")
    expires_at = DateTime(description="When the token ends.")
    errors = graphene.Field(list_of(AccessError), required=True, description="Empty where it worked.")


class SignOutResult(graphene.ObjectType):
    """That a key is over."""

    ended = graphene.Boolean(required=True, description="Whether there was something to end.")
    errors = graphene.Field(list_of(AccessError), required=True, description="Empty where it worked.")


class UnlockResult(graphene.ObjectType):
    """A token for what a password opens, or why there is none."""

    token = graphene.String(description="Send it as `X-Page-Access`; several are separated by commas.")
    expires_at = DateTime(description="When the token ends: an hour from now.")
    errors = graphene.Field(list_of(AccessError), required=True, description="Empty where it worked.")


def _once_a_request(request: HttpRequest) -> None:
    """A password costs a hash, and is one guess: aliases are no way to more. Raises BadInput."""
    cache = ReadContext.of(request).cache
    if cache.get("a password was looked at"):
        raise BadInput("One password a request: send each sign-in and each unlocking by itself.", "password")
    cache["a password was looked at"] = True


def _rate_limited(refused: TooManyAttempts) -> AccessError:
    return AccessError(code="RATE_LIMITED", message=str(refused), field=None, retry_after=refused.retry_after)


WRONG_SIGN_IN = AccessError(
    code="UNAUTHENTICATED",
    message="The name or the password is wrong, or the account is not active. Check both and try again.",
    field="password",
)
NOT_OPENED = AccessError(
    code="FORBIDDEN",
    message="Nothing here opens with this password. Check the address and the password.",
    field="password",
)
NOT_SIGNED_IN = AccessError(code="UNAUTHENTICATED", message="Nobody is signed in. Sign in first.", field=None)


class AccessQuery:
    """What somebody who is signed in may see of their keys."""

    my_tokens = graphene.Field(
        list_of(AppToken),
        required=True,
        description="The apps on which the asker is signed in, the newest first. An error with the code UNAUTHENTICATED where nobody is signed in.",
    )

    @staticmethod
    def resolve_my_tokens(root: Any, info: Any) -> list[Any]:
        user = ReadContext.of(info.context).viewer.user
        if not user.is_authenticated:
            raise Unauthenticated("Nobody is signed in. Sign in first.")
        return signing_in.tokens_of(user)


class AccessMutation:
    """Signing in and out, and the passwords of private pages."""

    sign_in = graphene.Field(
        SignInResult,
        required=True,
        description="Exchange a member's name and password for a token, for apps that keep no cookies. Once a request.",
        username=graphene.Argument(graphene.String, required=True, description="The member's name, as for the admin."),
        password=graphene.Argument(graphene.String, required=True, description="Their password."),
        device=graphene.String(description="What the member should see in their list, such as “Phone”."),
    )
    sign_out = graphene.Field(
        SignOutResult,
        required=True,
        description="End the token, or the session, that this request was sent with.",
    )
    end_token = graphene.Field(
        SignOutResult,
        required=True,
        description="End one of the asker's own tokens, such as that of a lost phone.",
        id=graphene.Argument(graphene.ID, required=True, description="The id that `myTokens` gives."),
    )
    unlock_page = graphene.Field(
        UnlockResult,
        required=True,
        description="Exchange the password of a private page for a token that opens it, and what is below it, for an hour. Name the page by exactly one of `id` and `urlPath`. Once a request.",
        id=graphene.ID(description="The page's `id`."),
        url_path=graphene.String(description="The path below the site's root, such as `/members/`."),
        password=graphene.Argument(graphene.String, required=True, description="The page's shared password."),
    )
    unlock_collection = graphene.Field(
        UnlockResult,
        required=True,
        description="Exchange the password of a private collection of images and documents for a token that opens it for an hour. Once a request.",
        name=graphene.Argument(
            graphene.String, required=True, description="The collection's name, as its editors gave it to you."
        ),
        password=graphene.Argument(graphene.String, required=True, description="The collection's shared password."),
    )

    @staticmethod
    def resolve_sign_in(root: Any, info: Any, username: str, password: str, device: str | None = None) -> SignInResult:
        _once_a_request(info.context)
        try:
            found = signing_in.sign_in(info.context, username, password, device or "")
        except TooManyAttempts as refused:
            return SignInResult(errors=[_rate_limited(refused)])
        if found is None:
            return SignInResult(errors=[WRONG_SIGN_IN])
        ReadContext.of(info.context).tells_a_key = True
        return SignInResult(token=found.key, expires_at=found.token.expires_at, errors=[])

    @staticmethod
    def resolve_sign_out(root: Any, info: Any) -> SignOutResult:
        token = presented_token(info.context)
        if token is not None:
            token.revoke()
            return SignOutResult(ended=True, errors=[])
        if not ReadContext.of(info.context).viewer.user.is_authenticated:
            return SignOutResult(ended=False, errors=[NOT_SIGNED_IN])
        logout(info.context)
        return SignOutResult(ended=True, errors=[])

    @staticmethod
    def resolve_end_token(root: Any, info: Any, id: str) -> SignOutResult:
        user = ReadContext.of(info.context).viewer.user
        if not user.is_authenticated:
            return SignOutResult(ended=False, errors=[NOT_SIGNED_IN])
        key = key_of(APP, id)
        return SignOutResult(ended=key is not None and signing_in.end_token(user, key), errors=[])

    @staticmethod
    def resolve_unlock_page(
        root: Any, info: Any, password: str, id: str | None = None, url_path: str | None = None
    ) -> UnlockResult:
        if (id is None) == (url_path is None):
            raise BadInput("`unlockPage` takes exactly one of `id` and `urlPath`.", "urlPath" if id else "id")
        _once_a_request(info.context)
        context = ReadContext.of(info.context)
        name = f"id {id}" if id is not None else f"path {(url_path or '').strip().strip('/')}"

        def unlock() -> Unlocked | None:
            lookup = page_lookup(context, id, url_path)
            page = (
                Page.objects.filter(**{NAMED[name]: value for name, value in lookup.items()}).first()
                if lookup
                else None
            )
            return unlocking.unlock_page(context.viewer, page, password)

        return _unlock(info.context, "page", name, password, unlock)

    @staticmethod
    def resolve_unlock_collection(root: Any, info: Any, name: str, password: str) -> UnlockResult:
        _once_a_request(info.context)
        viewer = ReadContext.of(info.context).viewer
        usable = name if len(name) <= MAX_NAME and name.isprintable() else ""

        def unlock() -> Unlocked | None:
            collection = Collection.objects.filter(name=usable, depth__gt=1).order_by("path").first()
            return unlocking.unlock_collection(viewer, collection, password)

        return _unlock(info.context, "collection", name, password, unlock)


def _unlock(
    request: HttpRequest, subject: str, name: str, password: str, unlock: Callable[[], Unlocked | None]
) -> UnlockResult:
    if len(password) > unlocking.LONGEST_PASSWORD:
        return UnlockResult(errors=[NOT_OPENED])
    attempts = Attempts.of(request, subject, name)
    try:
        attempts.count()
    except TooManyAttempts as refused:
        return UnlockResult(errors=[_rate_limited(refused)])
    found = unlock()
    if found is None:
        return UnlockResult(errors=[NOT_OPENED])
    attempts.forgive()
    ReadContext.of(request).tells_a_key = True
    return UnlockResult(token=found.token, expires_at=found.expires_at, errors=[])
