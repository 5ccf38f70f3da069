"""What the API shows of wellbeing guidance."""

from __future__ import annotations

from typing import Any

from content_types.core.blocks.structure import StepBlock
from content_types.core.graphql.block_types import BlockApi, block_type
from content_types.core.graphql.fields import Enum, String, field, list_of
from content_types.core.graphql.filters import COMMON_ORDERINGS, ResourceFilter, any_of
from content_types.core.graphql.rich_text import RichTextType
from content_types.core.graphql.scalars import URL
from content_types.core.graphql.site import site_settings
from content_types.core.graphql.streams import resolve_rich_text, resolve_stream
from content_types.core.registry import ListApi
from content_types.core.richtext import RichTextValue
from content_types.core.streams import StreamGroup
from content_types.wellbeing.blocks import HelpfulLinkBlock, MovementBlock
from content_types.wellbeing.models import WellbeingGuidancePage
from delivery.context import ReadContext

Levels = WellbeingGuidancePage.Level
Level = Enum(
    "Level",
    Levels,
    "Who can act on guidance.",
    {Levels.PERSONAL: "For oneself", Levels.TEAM: "For a team", Levels.SYSTEM: "For an organisation"},
)

_own_help = resolve_rich_text("help_now_text")


def help_now(page: Any, info: Any) -> RichTextValue | None:
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
    return RichTextValue(group, settings.help_now_text)


FIELDS = [
    field("level", Level, "Who can act on it.", required=True),
    field(
        "steps",
        list_of(block_type(StepBlock)),
        "What to do, in order.",
        required=True,
        resolve=resolve_stream("steps"),
    ),
    field(
        "movements",
        list_of(block_type(MovementBlock)),
        "Movements to join.",
        required=True,
        resolve=resolve_stream("movements"),
    ),
    field(
        "helpful_links",
        list_of(block_type(HelpfulLinkBlock)),
        "Where to go next.",
        required=True,
        resolve=resolve_stream("helpful_links"),
    ),
    field(
        "help_now",
        RichTextType,
        "“If you need help now”; show it first. Null when the guidance does not call for it.",
        resolve=help_now,
        written_in=lambda page: "help_now_text" if page.help_now_text else None,  # else it is the site's
    ),
]

BLOCKS = [
    BlockApi(
        MovementBlock,
        "A movement or campaign to join.",
        [
            field("name", String, "What it is called.", required=True),
            field("description", String, "What it does."),
            field("url", URL, "Its own site.", required=True),
        ],
        name="Movement",
    ),
    BlockApi(
        HelpfulLinkBlock,
        "Somewhere to go next.",
        [
            field("title", String, "Where it leads.", required=True),
            field("url", URL, "The address.", required=True),
            field("description", String, "Whom it helps."),
        ],
        name="HelpfulLink",
    ),
]


FILTER = ResourceFilter(
    "WellbeingGuidanceFilter", "Which guidance to list.", [any_of("levels", "level", Level, "Any of these levels.")]
)

LIST = ListApi(
    plural="wellbeingGuidance",
    description="Wellbeing guidance.",
    filter=FILTER,
    orderings=COMMON_ORDERINGS,
)
