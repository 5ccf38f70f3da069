"""Root fields of reports of use."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

import graphene
from django.db.models import Q
from wagtail.models import Page

from community.shared_keys import source_key
from community.uses import reading
from community.uses.models import UseReport
from community.uses.reporting import takes_reports
from content_types.core.errors import Unauthenticated
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.identity import PAGE, key_of
from delivery.batch_loading import as_batch
from delivery.context import ReadContext
from delivery.dependency_tracking import do_not_cache
from delivery.fetching import by_key as pages_by_key
from graphql_api.schema.connections import Slice, Window, connection_type, paginate, paging_arguments
from graphql_api.schema.use_types import ToolUseReport


class UseQuery:
    """Reports of use: of a tool, and one's own."""

    use_reports = graphene.Field(
        connection_type("ToolUseReport", lambda: ToolUseReport, "Reports of use of a tool. A page of the list."),
        description="What members report who use a tool, the newest first; those that were looked at. Null where there is no such tool "
        "that the asker may see.",
        tool=graphene.ID(required=True, description="The tool's `id`, in any language."),
        **paging_arguments(),
    )
    my_use_reports = graphene.Field(
        list_of(ToolUseReport),
        description="The asker's own reports of use, the newest first, at most 200, each with its `state`. "
        "An error with the code UNAUTHENTICATED where nobody is signed in.",
    )

    @staticmethod
    @costs(once=300)
    def resolve_use_reports(root: Any, info: Any, tool: str, **paging: Any) -> Slice | None:
        do_not_cache()
        window, key = Window.of(**paging), key_of(PAGE, tool)
        page = pages_by_key(ReadContext.of(info.context).viewer, Page, [key]).get(key)
        if page is None or not takes_reports(page):
            return None
        rows = reading.shown().filter(tool_key=source_key(page))
        return paginate(rows, ("-created_at",), f"useReports/{source_key(page)}", window)

    @staticmethod
    @costs(once=300)
    def resolve_my_use_reports(root: Any, info: Any) -> list[UseReport]:
        viewer = ReadContext.of(info.context).viewer
        if not viewer.user.is_authenticated:
            raise Unauthenticated("Nobody is signed in. Sign in first.")
        viewer.reads_draft = True  # nothing may keep the answer
        return as_batch(reading.own(viewer.user))


def by_key(context: ReadContext, keys: Set[int]) -> Mapping[int, UseReport]:
    """Reports of tools that the asker may see, where they are shown or the asker's own: for ``node``."""
    do_not_cache()
    viewer = context.viewer
    own = Q(member=viewer.user.pk) if viewer.user.is_authenticated else Q(pk__in=[])
    every = UseReport.objects.select_related("setting", "region").filter(pk__in=keys)
    rows = list(every.filter(own | Q(pk__in=reading.shown().values("pk"))))
    pages = pages_by_key(viewer, Page, {one.page_id for one in rows})
    found = [one for one in rows if one.page_id in pages or one.member_id == viewer.user.pk]
    if any(one.member_id == viewer.user.pk for one in found):
        viewer.reads_draft = True
    return {one.pk: one for one in as_batch(found)}
