"""Members as the API shows them: to each asker what its owner shows them, and null for all else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import graphene

from community.profiles.locations import ACCURACY_KM
from community.profiles.models import FIELDS, Profile, Support
from community.profiles.profiles import shows
from content_types.core.graphql.fields import Enum, list_of
from content_types.core.graphql.model_types import model_type
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.related import visible_foreign_key, visible_many_to_many
from content_types.core.identity import global_id
from delivery.audiences import Audience
from delivery.context import ReadContext

MEMBER = "Member"  # in ids
AudienceEnum = Enum("Audience", Audience, "For whom a part of a profile is.")
SupportEnum = Enum("Support", Support, "What members offer each other, and look for.")
ProfilePart = Enum(
    "ProfilePart", [(name, name.replace("_", " ").capitalize()) for name in FIELDS], "A part of a profile."
)

Resolver = Callable[[Any, Any], Any]


def _if_shown(name: str, resolve: Resolver) -> Resolver:
    """A resolver that gives null where the asker may not see this part of the profile."""

    def resolver(profile: Profile, info: Any) -> Any:
        return resolve(profile, info) if shows(ReadContext.of(info.context).viewer, profile, name) else None

    return resolver


def _part(name: str, type_: Any, description: str, resolve: Resolver | None = None) -> graphene.Field:
    read = resolve or (lambda profile, info: getattr(profile, name) or None)
    return graphene.Field(type_, description=description, resolver=_if_shown(name, read))


class MemberLocation(graphene.ObjectType):
    """Where a member is, to a hexagon of about 36 km²: nothing finer is stored."""

    h3_index = graphene.String(required=True, description="The hexagon's H3 index.")
    latitude = graphene.Float(required=True, description="Of its middle, degrees north (WGS 84).")
    longitude = graphene.Float(required=True, description="Of its middle, degrees east.")
    accuracy_km = graphene.Int(required=True, description="How far from there the member may be, at most.")


@node_of(Profile)
class Member(graphene.ObjectType):
    """A member, as far as they show themselves to the asker. What they do not show is null, as what they have not filled in is."""

    class Meta:
        interfaces = (Node,)

    display_name = _part("display_name", graphene.String, "What they are called.")
    pronouns = _part("pronouns", graphene.String, "How to speak of them.")
    profession = _part(
        "profession", model_type("taxonomy.Profession"), "Their profession.", visible_foreign_key("profession")
    )
    care_setting = _part(
        "care_setting", model_type("taxonomy.CareSetting"), "Where they work.", visible_foreign_key("care_setting")
    )
    place = _part("place", model_type("taxonomy.Place"), "Their nation or region.", visible_foreign_key("place"))
    location = _part(
        "location", MemberLocation, "Where they are, coarsely.", lambda profile, info: location_of(profile)
    )
    topics = _part(
        "topics",
        list_of(model_type("taxonomy.Topic")),
        "What they care about.",
        visible_many_to_many(Profile, "topics"),
    )
    about = _part("about", graphene.String, "About them, in their words; plain text.")
    offers = _part("offers", list_of(SupportEnum), "What they offer.", lambda profile, info: profile.support("offers"))
    looks_for = _part(
        "looks_for", list_of(SupportEnum), "What they look for.", lambda profile, info: profile.support("looks_for")
    )

    @staticmethod
    def resolve_id(root: Profile, info: Any) -> str:
        return global_id(MEMBER, root.pk)


def location_of(profile: Profile) -> MemberLocation | None:
    """The hexagon, where there is one."""
    if not profile.cell:
        return None
    return MemberLocation(
        h3_index=profile.cell, latitude=profile.latitude, longitude=profile.longitude, accuracy_km=ACCURACY_KM
    )


class PartAudience(graphene.ObjectType):
    """For whom one part of a profile is."""

    part = graphene.Field(ProfilePart, required=True, description="The part.")
    audience = graphene.Field(AudienceEnum, required=True, description="For whom it is.")


class Me(graphene.ObjectType):
    """Who is signed in, as nobody else sees it."""

    username = graphene.String(required=True, description="The name of the account.")
    email = graphene.String(description="Where mails go. Never shown to anybody else.")
    is_staff = graphene.Boolean(required=True, description="Whether the account opens the admin.")
    profile = graphene.Field(Member, description="The profile, whole; null until something is saved.")
    audiences = graphene.Field(
        list_of(PartAudience),
        required=True,
        description="For whom each part of the profile is; NOBODY until one says so.",
    )

    @staticmethod
    def resolve_email(root: Any, info: Any) -> str | None:
        return root.user.email or None

    @staticmethod
    def resolve_username(root: Any, info: Any) -> str:
        name: str = root.user.get_username()
        return name

    @staticmethod
    def resolve_is_staff(root: Any, info: Any) -> bool:
        return bool(root.user.has_perm("wagtailadmin.access_admin"))

    @staticmethod
    def resolve_profile(root: Any, info: Any) -> Profile | None:
        return root.profile if root.profile.pk else None

    @staticmethod
    def resolve_audiences(root: Any, info: Any) -> list[PartAudience]:
        return [PartAudience(part=name, audience=str(getattr(root.profile, f"{name}_audience"))) for name in FIELDS]
