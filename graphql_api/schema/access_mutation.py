"""Keys over the API: signing in and out for apps, and the passwords of private pages and collections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphene
from django.contrib.auth import logout
from django.http import HttpRequest
from wagtail.models import Collection, Page

from access import password_exchange
from access import sign_in as signing_in
from access.authentication import presented_token
from access.models import MemberToken
from access.password_exchange import Unlocked
from access.second_factor import SecondFactorMissing, SecondFactorNeeded
from access.throttle import COLLECTION, PAGE, Attempts, TooManyAttempts
from content_types.core.errors import BadInput, Unauthenticated
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.inputs import OneOf, given
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.scalars import DateTime
from content_types.core.identity import global_id, key_of
from delivery.context import ReadContext
from graphql_api.schema.mutation_errors import NOT_SIGNED_IN, MutationError, errors_field, mutation_field, typed_errors
from graphql_api.schema.page_query import page_lookup

MAX_NAME = 255
APP = "AppToken"  # in ids
NAMED = {"key": "pk", "url_path": "url_path"}  # of a page, by the name that `page_lookup` gives


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


class SignInInput(graphene.InputObjectType):
    """Who signs in."""

    username = graphene.String(required=True, description="The member's mail address, or user name.")
    password = graphene.String(required=True, description="Their password.")
    device = graphene.String(description="What the member should see in their list, such as “Phone”.")


class SignInPayload(graphene.ObjectType):
    """A token, or why there is none."""

    token = graphene.String(description="Send it as `Authorization: Bearer …`. It is told here and nowhere else.")
    expires_at = DateTime(description="When the token ends.")
    app_token = graphene.Field(AppToken, description="The app as it stands in the member's list from now on.")
    attempt = graphene.String(
        description="With `SECOND_FACTOR_NEEDED`: send it with a code to `signInWithSecondFactor`, within five minutes."
    )
    errors = errors_field()


class SignOutPayload(graphene.ObjectType):
    """That a key is over."""

    ended = graphene.Boolean(required=True, description="Whether there was something to end.")
    errors = errors_field()


class EndTokenInput(graphene.InputObjectType):
    """Which token is to end."""

    id = graphene.ID(required=True, description="The id that `myTokens` gives.")


class EndTokenPayload(graphene.ObjectType):
    """That one of the asker's tokens is over."""

    ended = graphene.Boolean(required=True, description="Whether there was something to end.")
    errors = errors_field()


class Opened:
    """The fields of what a password gives."""

    token = graphene.String(description="Send it as `X-Page-Access`; several are separated by commas.")
    expires_at = DateTime(description="When the token ends: an hour from now.")
    errors = errors_field()


class UnlockPageBy(OneOf):
    """What names a private page: exactly one of these."""

    id = graphene.ID(description="The page's `id`.")
    path = graphene.String(description="The path below the site's root, such as `/members/`.")


class UnlockPageInput(graphene.InputObjectType):
    """A private page, and its password."""

    page = graphene.InputField(UnlockPageBy, required=True, description="Which page.")
    password = graphene.String(required=True, description="The page's shared password.")


class UnlockPagePayload(Opened, graphene.ObjectType):
    """A token for what the password of a page opens, or why there is none."""


class UnlockCollectionInput(graphene.InputObjectType):
    """A private collection, and its password."""

    name = graphene.String(required=True, description="The collection's name, as its editors gave it to you.")
    password = graphene.String(required=True, description="The collection's shared password.")


class UnlockCollectionPayload(Opened, graphene.ObjectType):
    """A token for what the password of a collection opens, or why there is none."""


def once_a_request(request: HttpRequest) -> None:
    """A password costs a hash, and is one guess: aliases are no way to more. Raises BadInput."""
    cache = ReadContext.of(request).cache
    if cache.get("a password was looked at"):
        raise BadInput("One password a request: send each sign-in and each unlocking by itself.", "password")
    cache["a password was looked at"] = True


def _rate_limited(refused: TooManyAttempts) -> MutationError:
    return MutationError(code="RATE_LIMITED", message=str(refused), field=None, retry_after=refused.retry_after)


WRONG_SIGN_IN = MutationError(
    code="UNAUTHENTICATED",
    message="The name or the password is wrong, or the account is not active. Check both and try again.",
    field="password",
)
NOT_OPENED = MutationError(
    code="FORBIDDEN",
    message="Nothing here opens with this password. Check the address and the password.",
    field="password",
)


def signed_in_payload(info: Any, sign_in: Callable[[], signing_in.SignedIn | None]) -> SignInPayload:
    """What a sign-in has given: a token, what it wants besides, or why there is none."""
    try:
        found = sign_in()
    except TooManyAttempts as refused:
        return SignInPayload(errors=[_rate_limited(refused)])
    except SecondFactorNeeded as needed:
        ReadContext.of(info.context).tells_a_key = True
        error = MutationError(code="SECOND_FACTOR_NEEDED", message=str(needed), field=None)
        return SignInPayload(attempt=needed.attempt, errors=[error])
    except SecondFactorMissing as missing:
        return SignInPayload(errors=[MutationError(code="SECOND_FACTOR_MISSING", message=str(missing), field=None)])
    if found is None:
        return SignInPayload(errors=[WRONG_SIGN_IN])
    ReadContext.of(info.context).tells_a_key = True
    return SignInPayload(token=found.key, expires_at=found.token.expires_at, app_token=found.token, errors=[])


class AccessQuery:
    """What somebody who is signed in may see of their keys."""

    my_tokens = graphene.Field(
        list_of(AppToken),
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

    sign_in = mutation_field(
        SignInPayload,
        SignInInput,
        "Exchange a member's name and password for a token, for apps that keep no cookies. Once a request.",
    )
    sign_out = graphene.Field(
        SignOutPayload, description="End the token, or the session, that this request was sent with."
    )
    end_token = mutation_field(
        EndTokenPayload, EndTokenInput, "End one of the asker's own tokens, such as that of a lost phone."
    )
    unlock_page = mutation_field(
        UnlockPagePayload,
        UnlockPageInput,
        "Exchange the password of a private page for a token that opens it, and what is below it, for an hour. Once a request.",
    )
    unlock_collection = mutation_field(
        UnlockCollectionPayload,
        UnlockCollectionInput,
        "Exchange the password of a private collection of images and documents for a token that opens it for an hour. Once a request.",
    )

    @staticmethod
    @typed_errors(SignInPayload)
    def resolve_sign_in(root: Any, info: Any, input: Any) -> SignInPayload:
        once_a_request(info.context)
        name, password, device = input["username"], input["password"], input.get("device") or ""
        return signed_in_payload(info, lambda: signing_in.sign_in(info.context, name, password, device))

    @staticmethod
    def resolve_sign_out(root: Any, info: Any) -> SignOutPayload:
        token = presented_token(info.context)
        if token is not None:
            token.revoke()
            return SignOutPayload(ended=True, errors=[])
        if not ReadContext.of(info.context).viewer.user.is_authenticated:
            return SignOutPayload(ended=False, errors=[NOT_SIGNED_IN])
        logout(info.context)
        return SignOutPayload(ended=True, errors=[])

    @staticmethod
    @typed_errors(EndTokenPayload, ended=False)
    def resolve_end_token(root: Any, info: Any, input: Any) -> EndTokenPayload:
        user = ReadContext.of(info.context).viewer.user
        if not user.is_authenticated:
            return EndTokenPayload(ended=False, errors=[NOT_SIGNED_IN])
        key = key_of(APP, input["id"])
        return EndTokenPayload(ended=key is not None and signing_in.end_token(user, key), errors=[])

    @staticmethod
    @typed_errors(UnlockPagePayload)
    def resolve_unlock_page(root: Any, info: Any, input: Any) -> UnlockPagePayload:
        once_a_request(info.context)
        context, by, password = ReadContext.of(info.context), given(input["page"]), input["password"]
        name = f"id {by.value}" if by.name == "id" else f"path {by.value.strip().strip('/')}"

        def unlock() -> Unlocked | None:
            lookup = page_lookup(context, **{by.name: by.value})
            page = (
                Page.objects.filter(**{NAMED[name]: value for name, value in lookup.items()}).first()
                if lookup
                else None
            )
            return password_exchange.unlock_page(info.context, context.viewer, page, password)

        return _unlock(UnlockPagePayload, info.context, Attempts.of(info.context, PAGE, name), password, unlock)

    @staticmethod
    @typed_errors(UnlockCollectionPayload)
    def resolve_unlock_collection(root: Any, info: Any, input: Any) -> UnlockCollectionPayload:
        once_a_request(info.context)
        name, password = input["name"], input["password"]
        usable = name if len(name) <= MAX_NAME and name.isprintable() else ""

        def unlock() -> Unlocked | None:
            collection = Collection.objects.filter(name=usable, depth__gt=1).order_by("path").first()
            return password_exchange.unlock_collection(info.context, collection, password)

        attempts = Attempts.of(info.context, COLLECTION, name)
        return _unlock(UnlockCollectionPayload, info.context, attempts, password, unlock)


def _unlock(
    payload: Any, request: HttpRequest, attempts: Attempts, password: str, unlock: Callable[[], Unlocked | None]
) -> Any:
    if len(password) > password_exchange.LONGEST_PASSWORD:
        return payload(errors=[NOT_OPENED])
    try:
        attempts.count()
    except TooManyAttempts as refused:
        return payload(errors=[_rate_limited(refused)])
    found = unlock()
    if found is None:
        return payload(errors=[NOT_OPENED])
    attempts.forgive()
    ReadContext.of(request).tells_a_key = True
    return payload(token=found.token, expires_at=found.expires_at, errors=[])
