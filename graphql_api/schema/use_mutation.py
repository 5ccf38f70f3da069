"""Reporting that one used a tool; the rules are those of ``community.uses``."""

from __future__ import annotations

from typing import Any

import graphene
from wagtail.models import Page

from community.uses import reporting
from community.uses.models import MAX_FIGURE, MAX_WORDS, MOST_FIGURES, UseReport
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.scalars import Date
from content_types.core.identity import PAGE, key_of
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from delivery.fetching import by_key
from graphql_api.schema.mutation_errors import errors_field, member_of, mutation_field, typed_errors
from graphql_api.schema.use_types import REPORT, ToolUseReport

VALUES = ("setting", "region", "used_since", "what_changed", "what_i_adapted", "local_figures")
WORDS = f"plain text, at most {MAX_WORDS} characters"


class ReportedFigureInput(graphene.InputObjectType):
    """A figure of the member's own."""

    label = graphene.String(required=True, description=f"What was counted, at most {MAX_FIGURE['label']} characters.")
    value = graphene.String(required=True, description=f"The figure, at most {MAX_FIGURE['value']} characters.")
    source = graphene.String(description=f"Where it is from, at most {MAX_FIGURE['source']} characters.")


def _figures() -> graphene.InputField:
    return graphene.InputField(
        list_of(ReportedFigureInput), description=f"At most {MOST_FIGURES}. Never anything about one person."
    )


class ReportToolUseInput(graphene.InputObjectType):
    """That the asker used a tool."""

    tool = graphene.ID(required=True, description="The tool's `id`, in any language.")
    what_changed = graphene.String(required=True, description=f"What changed with it; {WORDS}.")
    what_i_adapted = graphene.String(description=f"What was adapted; {WORDS}.")
    setting = graphene.String(description="Where: the slug of a care setting.")
    region = graphene.String(description="Where: the slug of a nation or region.")
    used_since = Date(description="Since when; the first of the month will do.")
    local_figures = _figures()
    idempotency_key = graphene.String(
        description="Made by the client, at most 64 characters. Sent again, it gives the same report, whatever has become of it."
    )


class ReviseToolUseInput(graphene.InputObjectType):
    """What is said anew. What is left out stays; null empties it."""

    report = graphene.ID(required=True, description="The report's `id`.")
    what_changed = graphene.String(description=f"What changed with it; {WORDS}.")
    what_i_adapted = graphene.String(description=f"What was adapted; {WORDS}.")
    setting = graphene.String(description="Where: the slug of a care setting.")
    region = graphene.String(description="Where: the slug of a nation or region.")
    used_since = Date(description="Since when.")
    local_figures = _figures()


class WithdrawToolUseInput(graphene.InputObjectType):
    """Which report is withdrawn."""

    report = graphene.ID(required=True, description="The report's `id`.")


class ToolUsePayload(graphene.ObjectType):
    """How a report of use stands now."""

    report = graphene.Field(ToolUseReport, description="The report.")
    errors = errors_field()


def _payload(info: Any, found: UseReport) -> ToolUsePayload:
    ReadContext.of(info.context).viewer.reads_draft = True  # nothing may keep the answer
    fresh = UseReport.objects.select_related("setting", "region").get(pk=found.pk)
    return ToolUsePayload(report=as_batch([fresh])[0], errors=[])


class UseMutation:
    """What members say about tools that they use."""

    report_tool_use = mutation_field(
        ToolUsePayload, ReportToolUseInput, "Report that the asker used a tool. Others see it when it was looked at."
    )
    revise_tool_use = mutation_field(
        ToolUsePayload, ReviseToolUseInput, "Change one's report. It is looked at again before others see it."
    )
    withdraw_tool_use = mutation_field(
        ToolUsePayload, WithdrawToolUseInput, "Withdraw one's report. Again changes nothing."
    )

    @staticmethod
    @costs(once=800)
    @typed_errors(ToolUsePayload)
    def resolve_report_tool_use(root: Any, info: Any, input: Any) -> ToolUsePayload:
        member, context, key = member_of(info), ReadContext.of(info.context), key_of(PAGE, input["tool"])
        page = by_key(context.viewer, Page, [key]).get(key)
        values = {name: input[name] for name in VALUES if name in input}
        return _payload(info, reporting.report(member, page, values, context, input.get("idempotency_key") or ""))

    @staticmethod
    @costs(once=800)
    @typed_errors(ToolUsePayload)
    def resolve_revise_tool_use(root: Any, info: Any, input: Any) -> ToolUsePayload:
        values = {name: input[name] for name in VALUES if name in input}
        key = key_of(REPORT, input["report"])
        return _payload(info, reporting.revise(member_of(info), key, values, ReadContext.of(info.context)))

    @staticmethod
    @costs(once=500)
    @typed_errors(ToolUsePayload)
    def resolve_withdraw_tool_use(root: Any, info: Any, input: Any) -> ToolUsePayload:
        return _payload(info, reporting.withdraw(member_of(info), key_of(REPORT, input["report"])))
