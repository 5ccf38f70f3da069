"""Decisions of moderators as the API shows them: to who wrote what they are about, and, without the statement, to who reported it."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import graphene

from community.moderation import appealing, reading
from community.moderation.links import Opened
from community.moderation.models import Action, Appeal, TrustDecision
from community.moderation.reasons import Reason
from content_types.core.graphql.fields import Enum
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.scalars import DateTime
from content_types.core.identity import global_id
from delivery.context import ReadContext

DECISION = "ModerationDecision"  # in ids
ReportReason = Enum(
    "ReportReason",
    Reason,
    "Why something is reported, and on what ground it is decided. The first 17 are the kinds of priority illegal content of the UK's Online Safety Act 2023.",
)
ModerationAction = Enum("ModerationAction", Action, "What a moderator decided.")
TrustLevel = Enum("TrustLevel", TrustDecision.Level, "How far a member is trusted.")
DecisionSide = Enum("DecisionSide", Appeal.By, "On which side of a decision somebody stands.")


@node_of(Opened)
class ModerationDecision(graphene.ObjectType):
    """A decision on what was reported. Shown to who wrote it, to who reported it, and to who has the link of the mail. Names nobody."""

    class Meta:
        interfaces = (Node,)

    side = graphene.Field(DecisionSide, required=True, description="As whom the asker sees it.")
    about = graphene.String(required=True, description="What was reported, as its kind is called: “Profile”.")
    path = graphene.String(description="Where it stood at the site; null where it has no page.")
    excerpt = graphene.String(description="Its first words, as they were reported; null for who reported it.")
    action = graphene.Field(ModerationAction, required=True, description="What was decided.")
    ground = graphene.Field(ReportReason, required=True, description="On what ground.")
    statement = graphene.String(description="Why. Null for who reported it, unless it stays as it is.")
    on_appeal = graphene.Boolean(required=True, description="Whether it is the decision on an appeal: the last.")
    created_at = DateTime(required=True, description="When it was decided.")
    suspended_until = DateTime(description="Until when the account is suspended; null if it is not, or without an end.")
    can_appeal = graphene.Boolean(required=True, description="Whether the asker may use `appealDecision` now.")
    appeal_until = DateTime(required=True, description="Until when it can be appealed.")
    appealed_at = DateTime(description="When it was appealed; null if it was not.")

    @staticmethod
    def resolve_id(root: Opened, info: Any) -> str:
        return global_id(DECISION, root.decision.pk)

    @staticmethod
    def resolve_side(root: Opened, info: Any) -> str:
        return str(root.by)

    @staticmethod
    def resolve_about(root: Opened, info: Any) -> str:
        return reading.label_of(root.decision)

    @staticmethod
    def resolve_path(root: Opened, info: Any) -> str | None:
        return root.decision.case.path or None

    @staticmethod
    def resolve_excerpt(root: Opened, info: Any) -> str | None:
        return reading.excerpt_of(root)

    @staticmethod
    def resolve_action(root: Opened, info: Any) -> str:
        return root.decision.action

    @staticmethod
    def resolve_ground(root: Opened, info: Any) -> str:
        return root.decision.ground

    @staticmethod
    def resolve_statement(root: Opened, info: Any) -> str | None:
        return reading.told_statement(root)

    @staticmethod
    def resolve_on_appeal(root: Opened, info: Any) -> bool:
        return root.decision.on_appeal

    @staticmethod
    def resolve_created_at(root: Opened, info: Any) -> Any:
        return root.decision.created_at

    @staticmethod
    def resolve_suspended_until(root: Opened, info: Any) -> Any:
        return reading.suspended_until(root)

    @staticmethod
    def resolve_can_appeal(root: Opened, info: Any) -> bool:
        return appealing.may_be_appealed(root)

    @staticmethod
    def resolve_appeal_until(root: Opened, info: Any) -> Any:
        return appealing.until(root.decision)

    @staticmethod
    def resolve_appealed_at(root: Opened, info: Any) -> Any:
        made = getattr(root.decision, "appeal", None)
        return made.created_at if made is not None else None


class MemberStanding(graphene.ObjectType):
    """How far a member is trusted, why, and what it changes. Shown to the member alone."""

    level = graphene.Field(TrustLevel, required=True, description="How far.")
    reason = graphene.String(description="Why, in a moderator's words; null until somebody has decided.")
    decided_at = DateTime(description="Since when; null until somebody has decided.")
    works = graphene.Int(required=True, description="How many pages of theirs are published.")
    works_for_next = graphene.Int(
        description="With how many a moderator is asked to decide on more trust; null at the highest level."
    )
    first_messages_a_day = graphene.Int(required=True, description="To how many new people they may write a day.")
    contributions_a_day = graphene.Int(required=True, description="How many contributions they may hand in a day.")
    is_shown_at_once = graphene.Boolean(
        required=True, description="Whether their reports of use are shown before a moderator has seen them."
    )


def own_decisions(context: ReadContext, keys: Set[int]) -> Mapping[int, Opened]:
    """The decisions with these keys that concern the asker: for ``node``."""
    user = context.viewer.user
    if not user.is_authenticated:
        return {}
    context.viewer.reads_draft = True  # nothing may keep the answer
    return reading.concerning(user, keys)
