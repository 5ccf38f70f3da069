"""Following, and choosing mails; the rules are those of ``community.following``."""

from __future__ import annotations

from typing import Any

import graphene

from community.following import choosing, follows
from community.following.models import Kind
from content_types.core.graphql.cost import costs
from content_types.core.graphql.inputs import OneOf, chosen_value, given
from content_types.core.identity import PAGE, key_of
from delivery.context import ReadContext
from graphql_api.schema.following_query import told
from graphql_api.schema.following_types import FOLLOW, DigestRhythm, Following
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors
from graphql_api.schema.profile_types import MEMBER


class Followed(OneOf):
    """What is followed: exactly one of these."""

    topic = graphene.String(description="The slug of a topic; what is below it is followed with it.")
    place = graphene.String(description="The slug of a nation or region; what is below it is followed with it.")
    tool = graphene.ID(description="The `id` of a tool, in any language.")
    member = graphene.ID(description="The `id` of a member who shows their name to the asker.")


class FollowInput(graphene.InputObjectType):
    """What the asker would follow."""

    what = graphene.InputField(Followed, required=True, description="What to follow.")


class UnfollowInput(graphene.InputObjectType):
    """What the asker follows no more."""

    follow = graphene.ID(required=True, description="The `id` of the follow.")


class ChooseMailsInput(graphene.InputObjectType):
    """Which mails the asker would have. What is left out stays."""

    rhythm = graphene.InputField(DigestRhythm, description="How often the digest comes, at most.")
    reminders = graphene.Boolean(description="A mail the day before an event.")
    news_of_use = graphene.Boolean(description="A mail when one's tools are used, once a day at most.")


class SwitchMailsOffInput(graphene.InputObjectType):
    """Whose mails are switched off."""

    token = graphene.String(required=True, description="The last part of the path of the link in a mail.")


class FollowingPayload(graphene.ObjectType):
    """What the asker follows now, and which mails they have chosen."""

    following = graphene.Field(Following, description="How it stands now.")
    errors = errors_field()


class SwitchMailsOffPayload(graphene.ObjectType):
    """That mails are off."""

    switched_off = graphene.Boolean(required=True, description="Whether they are off now.")
    errors = errors_field()


def _payload(info: Any, member: Any) -> FollowingPayload:
    ReadContext.of(info.context).viewer.reads_draft = True  # nothing may keep the answer
    return FollowingPayload(following=told(member), errors=[])


class FollowingMutation:
    """What members do about what they are told."""

    follow = mutation_field(FollowingPayload, FollowInput, "Follow something. Again changes nothing.")
    unfollow = mutation_field(FollowingPayload, UnfollowInput, "Stop following something. Again changes nothing.")
    choose_mails = mutation_field(FollowingPayload, ChooseMailsInput, "Choose which mails come, and how often.")
    switch_mails_off = mutation_field(
        SwitchMailsOffPayload,
        SwitchMailsOffInput,
        "Switch off digests, reminders and news of use, by the link of a mail; nobody needs to be signed in. Again changes nothing.",
    )

    @staticmethod
    @costs(once=800)
    @typed_errors(FollowingPayload)
    def resolve_follow(root: Any, info: Any, input: Any) -> FollowingPayload:
        member, what = member_of(info), given(input["what"])
        value: Any = what.value
        if what.name in ("tool", "member"):
            value = key_of(PAGE if what.name == "tool" else MEMBER, value)
        follows.follow(member, Kind(what.name), value, ReadContext.of(info.context))
        return _payload(info, member)

    @staticmethod
    @costs(once=500)
    @typed_errors(FollowingPayload)
    def resolve_unfollow(root: Any, info: Any, input: Any) -> FollowingPayload:
        member = member_of(info)
        follows.unfollow(member, key_of(FOLLOW, input["follow"]))
        return _payload(info, member)

    @staticmethod
    @costs(once=500)
    @typed_errors(FollowingPayload)
    def resolve_choose_mails(root: Any, info: Any, input: Any) -> FollowingPayload:
        member, rhythm = member_of(info), input.get("rhythm")
        wanted = chosen_value(rhythm) if rhythm is not None else None
        choosing.choose(member, wanted, input.get("reminders"), input.get("news_of_use"))
        return _payload(info, member)

    @staticmethod
    @costs(once=300)
    @typed_errors(SwitchMailsOffPayload, switched_off=False)
    def resolve_switch_mails_off(root: Any, info: Any, input: Any) -> SwitchMailsOffPayload:
        choosing.switch_off(input["token"])
        return SwitchMailsOffPayload(switched_off=True, errors=[])
