"""Typed errors of mutations: every payload has ``errors``, each with a stable code, a sentence and the field of the input that it is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import graphene
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError

from community.errors import CODES as COMMUNITY_CODES
from community.errors import CommunityError
from content_types.core.errors import BadInput
from content_types.core.graphql.fields import list_of
from delivery.context import ReadContext
from review.errors import CODES as REVIEW_CODES

CODES = {
    **COMMUNITY_CODES,
    **REVIEW_CODES,
    "BAD_INPUT": "A field of the input cannot be used as given.",
    "FORBIDDEN": "The asker may not do this, or the password does not open it; nothing more is told.",
    "RATE_LIMITED": "Too many wrong attempts; `retryAfter` says when the next one is looked at.",
    "UNAUTHENTICATED": "No active account has this name and password, or nobody is signed in.",
}
MutationErrorCode = graphene.Enum(
    "MutationErrorCode",
    [(name, name) for name in CODES],
    description=lambda member: "Why a mutation did not do it." if member is None else CODES[member.value],
)


class MutationError(graphene.ObjectType):
    """Why a mutation did not do what it was asked for."""

    code = graphene.Field(MutationErrorCode, required=True, description="Stable; for programs.")
    message = graphene.String(required=True, description="For people: what is wrong and what to do.")
    field = graphene.String(description="The field of the input that it is about.")
    retry_after = graphene.Int(description="Seconds until the next attempt is looked at, with `RATE_LIMITED`.")


NOT_SIGNED_IN = MutationError(code="UNAUTHENTICATED", message="Nobody is signed in. Sign in first.", field=None)


def member_of(info: Any) -> Any:
    """The account that is signed in. Raises CommunityError with UNAUTHENTICATED."""
    user = ReadContext.of(info.context).viewer.user
    if not user.is_authenticated:
        raise CommunityError("UNAUTHENTICATED", NOT_SIGNED_IN.message)
    return user


def _has_left(info: Any) -> bool:
    """Whether the asker's account was erased while this was carried out: what was written for it named nobody."""
    user = ReadContext.of(info.context).viewer.user
    return user.is_authenticated and not type(user)._default_manager.filter(pk=user.pk).exists()


def errors_field() -> graphene.Field:
    """The field ``errors`` of a payload."""
    return graphene.Field(list_of(MutationError), required=True, description="Empty where it worked.")


def mutation_field(payload: Any, input_type: Any, description: str) -> graphene.Field:
    """A root field of the mutation: one argument ``input``, and a payload."""
    argument = graphene.Argument(input_type, required=True, description="What it needs to know.")
    return graphene.Field(payload, description=description, input=argument)


def _told(error: CommunityError) -> MutationError:
    return MutationError(code=error.code, message=str(error), field=error.field, retry_after=error.retry_after)


def typed_errors(payload: Any, **without: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give what a resolver raises as BadInput or CommunityError in the payload's ``errors``, with the values ``without`` for its other fields."""

    def wrap(resolve: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(resolve)
        def resolver(root: Any, info: Any, **arguments: Any) -> Any:
            try:
                return resolve(root, info, **arguments)
            except BadInput as error:
                field = (error.extensions or {}).get("field")
                return payload(**without, errors=[MutationError(code="BAD_INPUT", message=error.message, field=field)])
            except (IntegrityError, ObjectDoesNotExist):
                if not _has_left(info):
                    raise
                return payload(**without, errors=[NOT_SIGNED_IN])
            except CommunityError as error:
                return payload(**without, errors=[_told(one) for one in (error, *error.others)])

        return resolver

    return wrap
