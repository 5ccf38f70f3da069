"""Reporting, also without an account, and appealing; the rules are those of ``community.moderation``."""

from __future__ import annotations

from typing import Any

import graphene

from community.errors import CommunityError
from community.moderation import appealing, reading, reporting
from community.moderation.distress import seems_distressed
from community.moderation.links import Opened
from community.moderation.models import LONGEST_WORDS
from community.moderation.reasons import hours_for
from content_types.core.graphql.cost import costs
from content_types.core.graphql.inputs import OneOf, chosen_value, given
from content_types.core.identity import key_of
from delivery.context import ReadContext
from graphql_api.schema.help_now_field import help_now_field
from graphql_api.schema.moderation_types import DECISION, ModerationDecision, ReportReason
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors


class ReportContentInput(graphene.InputObjectType):
    """What somebody says is wrong with something."""

    subject = graphene.ID(
        required=True, description="The `id` of what it is about: a page, a member, or whatever else members write."
    )
    reason = graphene.InputField(ReportReason, required=True, description="What is wrong.")
    words = graphene.String(
        description=f"In their own words, at most {LONGEST_WORDS:,} characters. Moderators read them, and nobody else."
    )
    email = graphene.String(
        description="Where somebody without an account wants to be told what is decided; by choice. Of a member their own address counts."
    )
    idempotency_key = graphene.String(
        required=True,
        description=f"Made by the client, {reporting.SHORTEST_KEY} to {reporting.LONGEST_KEY} characters. Sent again, it is the same report.",
    )


class ReportContentPayload(graphene.ObjectType):
    """That a report has come."""

    reference = graphene.String(description="What the reporter may quote, “R-1A2B3C4D”; null where nothing was taken.")
    decided_within_hours = graphene.Int(description="Within how many hours it should be decided.")
    offers_help_now = help_now_field()
    errors = errors_field()


class DecisionBy(OneOf):
    """Which decision: one of the two."""

    decision = graphene.ID(description="The decision's `id`, for who is signed in.")
    token = graphene.String(description="The last part of the path of a mail's link, without signing in.")


class AppealDecisionInput(graphene.InputObjectType):
    """Why a decision should be looked at again."""

    by = graphene.InputField(DecisionBy, required=True, description="Which decision, and who asks.")
    words = graphene.String(required=True, description=f"Why, at most {LONGEST_WORDS:,} characters.")


class AppealDecisionPayload(graphene.ObjectType):
    """That another moderator looks at it."""

    decision = graphene.Field(ModerationDecision, description="The decision as it stands.")
    offers_help_now = help_now_field()
    errors = errors_field()


class ModerationMutation:
    """Reports and appeals."""

    report_content = mutation_field(
        ReportContentPayload,
        ReportContentInput,
        "Report something that the asker sees; nobody needs an account. A moderator decides, and its author is not told who reported it.",
    )
    appeal_decision = mutation_field(
        AppealDecisionPayload,
        AppealDecisionInput,
        "Ask for another look at a decision: who wrote what was acted on, or who reported what stays. Another moderator decides. Again changes nothing.",
    )

    @staticmethod
    @costs(once=1500)
    @typed_errors(ReportContentPayload, offers_help_now=False)
    def resolve_report_content(root: Any, info: Any, input: Any) -> ReportContentPayload:
        words = input.get("words") or ""
        wish = reporting.Wish(
            subject=input["subject"],
            reason=str(chosen_value(input["reason"])),
            words=words,
            email=input.get("email") or "",
            key=input["idempotency_key"],
        )
        made = reporting.report(ReadContext.of(info.context), wish)
        return ReportContentPayload(
            reference=made.reference,
            decided_within_hours=hours_for(made.reason),
            offers_help_now=seems_distressed(words),
            errors=[],
        )

    @staticmethod
    @costs(once=1500)
    @typed_errors(AppealDecisionPayload, offers_help_now=False)
    def resolve_appeal_decision(root: Any, info: Any, input: Any) -> AppealDecisionPayload:
        opened = _opened(info, given(input["by"]))
        appealing.appeal(opened, input["words"])
        found = reading.again(opened)
        return AppealDecisionPayload(decision=found, offers_help_now=seems_distressed(input["words"]), errors=[])


def _opened(info: Any, by: Any) -> Opened:
    context = ReadContext.of(info.context)
    context.viewer.reads_draft = True
    if by.name == "token":
        return appealing.by_token(by.value)
    user, key = member_of(info), key_of(DECISION, by.value)
    found = reading.concerning(user, [key]).get(key) if key is not None else None
    if found is None:
        raise CommunityError("NOT_FOUND", "There is no such decision about what you wrote or reported.", "by")
    return found
