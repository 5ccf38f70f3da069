"""Root fields of members: who is signed in, and whom an asker may find."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import graphene

from community.errors import CommunityError
from community.profiles.models import Profile
from community.profiles.profiles import Wanted, matching, own_profile
from content_types.core.errors import BadInput
from content_types.core.graphql.cost import costs
from content_types.core.graphql.filters import checked
from content_types.core.graphql.inputs import chosen_value
from content_types.core.graphql.maps import NearInput
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from graphql_api.schema.connections import Slice, Window, connection_type, paginate, paging_arguments
from graphql_api.schema.profile_types import Me, Member, SupportEnum


class MemberFilter(graphene.InputObjectType):
    """Which members to list. Each goes by what they show to the asker: what is hidden matches nothing."""

    topics = graphene.List(graphene.NonNull(graphene.String), description="Slugs: any of these, or of what is below.")
    professions = graphene.List(graphene.NonNull(graphene.String), description="Slugs, any of them.")
    care_settings = graphene.List(graphene.NonNull(graphene.String), description="Slugs, any of them.")
    places = graphene.List(graphene.NonNull(graphene.String), description="Slugs: any of these, or of what is below.")
    offers = graphene.List(graphene.NonNull(SupportEnum), description="Offer any of these.")
    looks_for = graphene.List(graphene.NonNull(SupportEnum), description="Look for any of these.")
    near = graphene.InputField(NearInput, description="Inside this circle, by the middle of their hexagon.")


@dataclass(frozen=True)
class Own:
    """Who asks, and their profile."""

    user: Any
    profile: Profile


class ProfileQuery:
    """Members."""

    me = graphene.Field(Me, description="Who is signed in; null where nobody is.")
    members = graphene.Field(
        connection_type("Member", lambda: Member, "Members by name. A page of the list."),
        description="Members who show their name to the asker, by name.",
        filter=graphene.Argument(MemberFilter, description="Which to list; all where it is left out."),
        **paging_arguments(),
    )

    @staticmethod
    @costs(once=200)
    def resolve_me(root: Any, info: Any) -> Own | None:
        user = ReadContext.of(info.context).viewer.user
        if not user.is_authenticated:
            return None
        profile = own_profile(user)
        if profile.pk:
            as_batch([profile])
        return Own(user, profile)

    @staticmethod
    @costs(once=500)
    def resolve_members(root: Any, info: Any, filter: Any = None, **paging: Any) -> Slice:
        given = filter or {}
        for name in ("topics", "professions", "care_settings", "places"):
            checked(given.get(name), name)
        names = ("topics", "professions", "care_settings", "places", "offers", "looks_for")
        chosen = {name: tuple(chosen_value(one) for one in given.get(name) or ()) for name in names}
        try:
            found = matching(ReadContext.of(info.context), Wanted(**chosen, near=given.get("near")))
        except CommunityError as error:
            raise BadInput(str(error), error.field) from error
        return paginate(found, ("display_name",), "members", Window.of(**paging))
