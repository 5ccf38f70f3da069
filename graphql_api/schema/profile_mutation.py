"""A member changes their own profile."""

from __future__ import annotations

from typing import Any

import graphene

from community.profiles.models import FIELDS, LONGEST_ABOUT, Profile
from community.profiles.profiles import MAX_TOPICS, TEXTS, update
from content_types.core.graphql.cost import costs
from content_types.core.graphql.inputs import chosen_value
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors
from graphql_api.schema.profile_query import Own
from graphql_api.schema.profile_types import AudienceEnum, Me, SupportEnum


class LocationInput(graphene.InputObjectType):
    """A point, in degrees (WGS 84). It is made a hexagon of about 36 km² before anything is stored."""

    latitude = graphene.Float(required=True, description="Degrees north.")
    longitude = graphene.Float(required=True, description="Degrees east.")


class ProfileValues(graphene.InputObjectType):
    """What a profile says. What is left out stays as it is; null empties it."""

    display_name = graphene.String(description=f"What to be called, at most {TEXTS['display_name']} characters.")
    pronouns = graphene.String(description=f"At most {TEXTS['pronouns']} characters.")
    profession = graphene.String(description="The slug of a profession.")
    care_setting = graphene.String(description="The slug of a care setting.")
    place = graphene.String(description="The slug of a nation or region.")
    location = graphene.InputField(LocationInput, description="Where to be found nearby. Never an address.")
    topics = graphene.List(graphene.NonNull(graphene.String), description=f"Slugs of topics, at most {MAX_TOPICS}.")
    about = graphene.String(description=f"Plain text, at most {LONGEST_ABOUT} characters.")
    offers = graphene.List(graphene.NonNull(SupportEnum), description="What to offer.")
    looks_for = graphene.List(graphene.NonNull(SupportEnum), description="What to look for.")


ProfileAudiences = type(
    "ProfileAudiences",
    (graphene.InputObjectType,),
    {
        "__doc__": "For whom each part of a profile is. What is left out stays as it is.",
        **{name: graphene.InputField(AudienceEnum, description="For whom it is.") for name in FIELDS},
    },
)


class UpdateProfileInput(graphene.InputObjectType):
    """Changes of the asker's own profile."""

    values = graphene.InputField(ProfileValues, description="What it says.")
    audiences = graphene.InputField(ProfileAudiences, description="For whom its parts are.")


class UpdateProfilePayload(graphene.ObjectType):
    """The profile as it is now."""

    me = graphene.Field(Me, description="Who is signed in, with the profile; null where nothing was changed.")
    errors = errors_field()


class ProfileMutation:
    """Profiles."""

    update_profile = mutation_field(
        UpdateProfilePayload, UpdateProfileInput, "Change the asker's own profile, and who sees which part of it."
    )

    @staticmethod
    @costs(once=500)
    @typed_errors(UpdateProfilePayload)
    def resolve_update_profile(root: Any, info: Any, input: Any) -> UpdateProfilePayload:
        user, context = member_of(info), ReadContext.of(info.context)
        values = dict(input.get("values") or {})
        for name in ("offers", "looks_for"):
            if name in values:
                values[name] = [chosen_value(one) for one in values[name] or []]
        audiences = {name: chosen_value(one) for name, one in (input.get("audiences") or {}).items() if one is not None}
        profile: Profile = update(user, values, audiences, context)
        as_batch([profile])
        return UpdateProfilePayload(me=Own(user, profile), errors=[])
