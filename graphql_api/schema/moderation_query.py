"""Root fields of moderation: decisions about the asker's own, and how far they are trusted."""

from __future__ import annotations

from typing import Any

import graphene

from community.errors import CommunityError
from community.moderation import appealing, reading, trust
from community.moderation.links import Opened
from content_types.core.errors import BadInput, Unauthenticated
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from delivery.context import ReadContext
from graphql_api.schema.moderation_types import MemberStanding, ModerationDecision


class ModerationQuery:
    """What moderators decided."""

    my_moderation_decisions = graphene.Field(
        list_of(ModerationDecision),
        description=f"Decisions about what the asker wrote, the newest first, at most {reading.MOST}. "
        "An error with the code UNAUTHENTICATED where nobody is signed in.",
    )
    moderation_decision = graphene.Field(
        ModerationDecision,
        description="The decision that the link of a mail opens. Asking changes nothing. "
        "An error with the code BAD_INPUT for a token that opens none.",
        token=graphene.String(required=True, description="The last part of the link's path."),
    )
    my_standing = graphene.Field(
        MemberStanding,
        description="How far the asker is trusted, and what it changes; null where nobody is signed in.",
    )

    @staticmethod
    @costs(once=600)
    def resolve_my_moderation_decisions(root: Any, info: Any) -> list[Opened]:
        context = ReadContext.of(info.context)
        if not context.viewer.user.is_authenticated:
            raise Unauthenticated("Nobody is signed in. Sign in first.")
        context.viewer.reads_draft = True  # nothing may keep the answer
        return reading.about(context.viewer.user)

    @staticmethod
    @costs(once=300)
    def resolve_moderation_decision(root: Any, info: Any, token: str) -> Opened:
        ReadContext.of(info.context).viewer.reads_draft = True
        try:
            return appealing.by_token(token)
        except CommunityError as error:
            raise BadInput(str(error), "token") from error

    @staticmethod
    @costs(once=300)
    def resolve_my_standing(root: Any, info: Any) -> MemberStanding | None:
        user = ReadContext.of(info.context).viewer.user
        if not user.is_authenticated:
            return None
        last = trust.standing_of(user)
        level = last.level if last is not None else trust.Level.NEWCOMER.value
        allowance, above = trust.ALLOWANCES[level], trust.next_level(level)
        return MemberStanding(
            level=level,
            reason=last.reason if last is not None else None,
            decided_at=last.created_at if last is not None else None,
            works=trust.works_of(user),
            works_for_next=trust.ALLOWANCES[above].works if above != level else None,
            first_messages_a_day=allowance.first_messages,
            contributions_a_day=allowance.contributions,
            is_shown_at_once=allowance.shown_at_once,
        )
