"""Blocks of wellbeing guidance."""

from __future__ import annotations

from wagtail import blocks

from content_types.core.graphql.fields import String, field
from content_types.core.streams import item_type


@item_type("Movement", "A movement or campaign to join.")
class MovementBlock(blocks.StructBlock):
    """A movement or campaign to join."""

    name = blocks.CharBlock(max_length=150, help_text="Such as “Civility Saves Lives”.")
    description = blocks.TextBlock(required=False, help_text="What it does, in one or two sentences.")
    url = blocks.URLBlock(label="Address", help_text="Its own site, beginning with https://")

    graphql_fields = [
        field("name", String, "What it is called.", required=True),
        field("description", String, "What it does."),
        field("url", String, "Its own site.", required=True),
    ]

    class Meta:
        icon = "group"
        label = "Movement"
        description = "A movement or campaign to join"
        preview_value = {
            "name": "Civility Saves Lives",
            "description": "Shows what rudeness does to teams and patients, and what to do instead.",
            "url": "https://www.civilitysaveslives.com/",
        }


@item_type("HelpfulLink", "Somewhere to go next.")
class HelpfulLinkBlock(blocks.StructBlock):
    """Somewhere to go next."""

    title = blocks.CharBlock(max_length=200, help_text="Say where it leads.")
    url = blocks.URLBlock(label="Address", help_text="Beginning with https://")
    description = blocks.CharBlock(required=False, max_length=250, help_text="Optional: whom it helps.")

    graphql_fields = [
        field("title", String, "Where it leads.", required=True),
        field("url", String, "The address.", required=True),
        field("description", String, "Whom it helps."),
    ]

    class Meta:
        icon = "link"
        label = "Link"
        description = "Somewhere to go next"
        preview_value = {
            "title": "NHS Practitioner Health",
            "url": "https://www.practitionerhealth.nhs.uk/",
            "description": "Confidential help for people who work in health and care.",
        }
