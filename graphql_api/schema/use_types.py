"""Reports of use as the API shows them: what a member says is for all who may see the tool; who it was, for whom their profile says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene
from wagtail.models import Page

from community.profiles.models import Profile
from community.profiles.profiles import listed
from community.uses import reading
from community.uses.models import State, UseReport
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import Declaration, Enum, field, list_of
from content_types.core.graphql.model_types import model_type
from content_types.core.graphql.node import Node, node_of
from content_types.core.graphql.related import visible_foreign_key
from content_types.core.graphql.scalars import Date, DateTime
from content_types.core.identity import global_id
from delivery.batch_loading import as_batch, load
from delivery.context import ReadContext
from delivery.dependency_tracking import do_not_cache
from delivery.fetching import by_key
from graphql_api.schema.pages import PageInterface
from graphql_api.schema.profile_types import Member

REPORT = "ToolUseReport"  # in ids
ToolUseReportState = Enum(
    "ToolUseReportState",
    State,
    "Who sees a report of use.",
    {
        State.PENDING: "Its member and those who look at it.",
        State.SHOWN: "Everybody who may see the tool.",
        State.HIDDEN: "Its member, with the reason.",
        State.WITHDRAWN: "Its member, while it is kept.",
    },
)


class ReportedFigure(graphene.ObjectType):
    """A figure that a member measured. Nobody has checked it."""

    label = graphene.String(required=True, description="What was counted.")
    value = graphene.String(required=True, description="The figure, as the member wrote it.")
    source = graphene.String(description="Where it is from.")

    @staticmethod
    def resolve_source(root: dict[str, str], info: Any) -> str | None:
        return root["source"] or None


@node_of(UseReport)
class ToolUseReport(graphene.ObjectType):
    """That a member used a tool. Plain text in the member's words; looked at before others see it."""

    class Meta:
        interfaces = (Node,)

    tool = graphene.Field(PageInterface, description="The tool's page, while the asker may see it.")
    reporter = graphene.Field(Member, description="Who reported it, where their profile shows their name to the asker.")
    setting = graphene.Field(
        model_type("taxonomy.CareSetting"),
        description="Where it was used: the care setting.",
        resolver=visible_foreign_key("setting"),
    )
    region = graphene.Field(
        model_type("taxonomy.Place"),
        description="Where it was used: the nation or region.",
        resolver=visible_foreign_key("region"),
    )
    used_since = Date(description="Since when it is used.")
    what_changed = graphene.String(required=True, description="What changed with it.")
    what_i_adapted = graphene.String(description="What the member adapted.")
    local_figures = graphene.Field(list_of(ReportedFigure), required=True, description="Figures of the member's own.")
    reported_at = DateTime(required=True, description="When it was first reported.")
    state = graphene.Field(ToolUseReportState, required=True, description="Who sees it.")
    reason = graphene.String(description="Why it is not shown; for its member alone.")

    @staticmethod
    def resolve_id(root: UseReport, info: Any) -> str:
        return global_id(REPORT, root.pk)

    @staticmethod
    @costs(once=200)
    def resolve_tool(root: UseReport, info: Any) -> Any:
        viewer = ReadContext.of(info.context).viewer

        def fetch(rows: Sequence[Any]) -> dict[Any, Any]:
            pages = by_key(viewer, Page, {one.page_id for one in rows})
            return {one.pk: pages.get(one.page_id) for one in rows}

        return load(root, "tool", fetch)

    @staticmethod
    @costs(once=100)
    def resolve_reporter(root: UseReport, info: Any) -> Profile | None:
        viewer = ReadContext.of(info.context).viewer

        def fetch(rows: Sequence[Any]) -> dict[Any, Any]:
            profiles = as_batch(listed(viewer).filter(user__in={one.member_id for one in rows}))
            by_member = {one.user_id: one for one in profiles}
            return {one.pk: by_member.get(one.member_id) for one in rows}

        found: Profile | None = load(root, "reporter", fetch)
        return found

    @staticmethod
    def resolve_state(root: UseReport, info: Any) -> str:
        return root.state if root.hidden_at is None else State.HIDDEN.value

    @staticmethod
    def resolve_what_i_adapted(root: UseReport, info: Any) -> str | None:
        return root.what_i_adapted or None

    @staticmethod
    def resolve_reported_at(root: UseReport, info: Any) -> Any:
        return root.created_at

    @staticmethod
    def resolve_reason(root: UseReport, info: Any) -> str | None:
        own = ReadContext.of(info.context).viewer.user.pk == root.member_id
        return root.reason or None if own else None


@costs(once=40)
def _count(page: Any, info: Any) -> int:
    do_not_cache()
    return int(load(page, "uses", reading.counts, 0)) if page.pk else 0


# What is shown of every page of a type whose use is reported, beside what the type itself declares.
FIELDS: list[Declaration] = [
    field(
        "use_count",
        graphene.Int,
        "How many members reported that they use it; their reports are `useReports`. An answer with it is kept by no cache.",
        required=True,
        resolve=_count,
    ),
]
