"""Reports of use can be reported."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from community.moderation.reportable import FlagReports, SeenBy, register
from community.uses.models import UseReport
from community.uses.reading import shown
from delivery.context import ReadContext
from delivery.fetching import by_key


class UseReports(FlagReports):
    """What a member says of a tool."""

    kind, label, model, seen_by = "ToolUseReport", "Report of use", "uses.UseReport", SeenBy.EVERYBODY

    def author_of(self, subject: UseReport) -> Any | None:
        return subject.member

    def text_of(self, subject: UseReport) -> str:
        figures = (f"{one['label']}: {one['value']} {one['source']}".strip() for one in subject.local_figures)
        return "\n\n".join(one for one in (subject.what_changed, subject.what_i_adapted, *figures) if one)

    def visible(self, context: ReadContext, key: int) -> UseReport | None:
        found = shown().filter(pk=key).first()
        return found if found is not None and by_key(context.viewer, Page, [found.page_id]) else None


register(UseReports())
