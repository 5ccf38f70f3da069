"""What the API shows of wellbeing guidance."""

from __future__ import annotations

from typing import Any

import graphene

from content_types.core.blocks.structure import StepBlock
from content_types.core.context import ReadContext
from content_types.core.graphql.fields import Enum, field, list_of
from content_types.core.graphql.filters import COMMON_ORDERINGS, LibraryFilter, apply_library_filter, choice_filter
from content_types.core.graphql.site import site_settings
from content_types.core.graphql.streams import resolve_rich_text, resolve_stream
from content_types.core.registry import ListApi
from content_types.core.richtext import RichTextContent
from content_types.core.streams import StreamGroup
from content_types.wellbeing.blocks import HelpfulLinkBlock, MovementBlock

WellbeingLevel = Enum(
    "WellbeingLevel",
    [("personal", "For oneself"), ("team", "For a team"), ("system", "For an organisation")],
    "Who can act on guidance.",
)

_own_help = resolve_rich_text("help_now_text")


def help_now(page: Any, info: Any) -> RichTextContent | None:
    """The page's own help-now text, else the site's; null where editors did not ask for the panel."""
    if not page.show_help_now:
        return None
    own = _own_help(page, info)
    if own is not None:
        return own
    context = ReadContext.of(info.context)
    settings = site_settings(context)
    if settings is None or not settings.help_now_text:
        return None
    group = StreamGroup(context)
    group.add_html(settings.help_now_text)
    return RichTextContent(group, settings.help_now_text)


FIELDS = [
    field("level", WellbeingLevel, "Who can act on it.", required=True),
    field(
        "steps",
        list_of(lambda: StepBlock.graphql_type),
        "What to do, in order.",
        required=True,
        resolve=resolve_stream("steps"),
    ),
    field(
        "movements",
        list_of(lambda: MovementBlock.graphql_type),
        "Movements to join.",
        required=True,
        resolve=resolve_stream("movements"),
    ),
    field(
        "helpful_links",
        list_of(lambda: HelpfulLinkBlock.graphql_type),
        "Where to go next.",
        required=True,
        resolve=resolve_stream("helpful_links"),
    ),
    field(
        "help_now",
        RichTextContent,
        "“If you need help now”; show it first. Null when the guidance does not call for it.",
        resolve=help_now,
    ),
]


class WellbeingGuidanceFilter(LibraryFilter):
    """Which guidance to list."""

    levels = graphene.List(graphene.NonNull(WellbeingLevel), description="Any of these levels.")


_by_level = choice_filter("levels", "level")


def apply_filter(queryset: Any, value: Any, context: ReadContext) -> Any:
    """Narrow a queryset of guidance by a WellbeingGuidanceFilter."""
    return _by_level(apply_library_filter(queryset, value, context), value)


LIST = ListApi(
    plural="wellbeingGuidance",
    description="Wellbeing guidance.",
    filter_input=WellbeingGuidanceFilter,
    apply_filter=apply_filter,
    orderings=COMMON_ORDERINGS,
)
