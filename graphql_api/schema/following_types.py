"""What a member follows, as the API shows it to that member alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene
from wagtail.models import Page

from community.following.models import Follow, Kind, Rhythm
from community.profiles.models import Profile
from community.profiles.profiles import listed
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Enum, list_of
from content_types.core.graphql.model_types import model_type
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.related import visible_foreign_key
from content_types.core.graphql.scalars import DateTime
from content_types.core.identity import global_id
from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.fetching import by_key
from graphql_api.schema.pages import PageInterface
from graphql_api.schema.profile_types import Member

FOLLOW = "Follow"  # in ids
FollowKind = Enum("FollowKind", Kind, "What can be followed.")
DigestRhythm = Enum("DigestRhythm", Rhythm, "How often a digest comes, at most.")


@node_of(Follow)
class FollowType(graphene.ObjectType):
    """Something that the asker follows: one of `topic`, `place`, `tool` and `member`, as `kind` says. Null where it is out of sight now."""

    class Meta:
        name = "Follow"
        interfaces = (Node,)

    kind = graphene.Field(FollowKind, required=True, description="Which of them.")
    topic = graphene.Field(
        model_type("taxonomy.Topic"), description="The topic.", resolver=visible_foreign_key("topic")
    )
    place = graphene.Field(
        model_type("taxonomy.Place"), description="The nation or region.", resolver=visible_foreign_key("place")
    )
    tool = graphene.Field(PageInterface, description="The tool's page.")
    member = graphene.Field(Member, description="The member, while they show their name to the asker.")
    since = DateTime(required=True, description="Since when; nothing older is told.")

    @staticmethod
    def resolve_id(root: Follow, info: Any) -> str:
        return global_id(FOLLOW, root.pk)

    @staticmethod
    @costs(once=200)
    def resolve_tool(root: Follow, info: Any) -> Any:
        viewer = ReadContext.of(info.context).viewer

        def fetch(rows: Sequence[Any]) -> dict[Any, Any]:
            pages = by_key(viewer, Page, {one.tool_id for one in rows})
            return {one.pk: pages.get(one.tool_id) for one in rows}

        return load(root, "tool", fetch)

    @staticmethod
    @costs(once=100)
    def resolve_member(root: Follow, info: Any) -> Profile | None:
        viewer = ReadContext.of(info.context).viewer

        def fetch(rows: Sequence[Any]) -> dict[Any, Any]:
            wanted = {one.followed_id for one in rows if one.followed_id}
            by_member = {one.user_id: one for one in as_batch(listed(viewer).filter(user__in=wanted))}
            return {one.pk: by_member.get(one.followed_id) for one in rows}

        found: Profile | None = load(root, "member", fetch)
        return found

    @staticmethod
    def resolve_since(root: Follow, info: Any) -> Any:
        return root.created_at


class Following(graphene.ObjectType):
    """What the asker follows, and which mails they have chosen."""

    rhythm = graphene.Field(DigestRhythm, required=True, description="How often the digest comes, at most.")
    reminders = graphene.Boolean(required=True, description="Whether a mail comes the day before an event.")
    news_of_use = graphene.Boolean(required=True, description="Whether a mail comes when one's tools are used.")
    follows = graphene.Field(list_of(FollowType), required=True, description="The newest first.")
