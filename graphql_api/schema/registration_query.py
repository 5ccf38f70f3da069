"""Root fields of registrations."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import graphene

from community.registrations import reading
from community.registrations.links import registration_of
from community.registrations.models import Registration
from content_types.core.errors import BadInput, Unauthenticated
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from graphql_api.schema.registration_types import EventRegistration, told


class RegistrationQuery:
    """A member's own registrations."""

    my_registrations = graphene.Field(
        list_of(EventRegistration),
        description="The asker's registrations for events, the newest first, at most 200. "
        "An error with the code UNAUTHENTICATED where nobody is signed in.",
    )
    event_registration = graphene.Field(
        EventRegistration,
        description="The registration that the link of a mail opens. Asking changes nothing. "
        "An error with the code BAD_INPUT for a token that opens none.",
        token=graphene.String(required=True, description="The last part of the link's path."),
    )

    @staticmethod
    @costs(once=600)
    def resolve_my_registrations(root: Any, info: Any) -> list[Registration]:
        context = ReadContext.of(info.context)
        if not context.viewer.user.is_authenticated:
            raise Unauthenticated("Nobody is signed in. Sign in first.")
        context.viewer.reads_draft = True  # nothing may keep the answer
        return as_batch(reading.own(context.viewer.user))

    @staticmethod
    @costs(once=300)
    def resolve_event_registration(root: Any, info: Any, token: str) -> Registration:
        ReadContext.of(info.context).viewer.reads_draft = True
        found = registration_of(token)
        if found is None:
            raise BadInput("This link is not complete, or its registration was deleted.", "token")
        return told(found, by_link=True)


def own_by_key(context: ReadContext, keys: Set[int]) -> Mapping[int, Registration]:
    """The asker's registrations with these keys: for ``node``."""
    user = context.viewer.user
    if not user.is_authenticated:
        return {}
    context.viewer.reads_draft = True
    rows = reading.with_number(Registration.objects.filter(member=user, pk__in=keys))
    return {one.pk: one for one in as_batch(rows)}
