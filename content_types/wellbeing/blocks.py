"""Blocks of wellbeing guidance."""

from __future__ import annotations

from wagtail import blocks

from content_types.core.identifiers import UrlBlock


class MovementBlock(blocks.StructBlock):
    """A movement or campaign to join."""

    name = blocks.CharBlock(max_length=150, help_text="Such as “Civility Saves Lives”.")
    description = blocks.TextBlock(required=False, help_text="What it does, in one or two sentences.")
    url = UrlBlock(label="Address", help_text="Its own site, beginning with https://")

    class Meta:
        icon = "group"
        label = "Movement"
        description = "A movement or campaign to join"
        preview_value = {
            "name": "Civility Saves Lives",
            "description": "Shows what rudeness does to teams and patients, and what to do instead.",
            "url": "https://www.civilitysaveslives.com/",
        }


class HelpfulLinkBlock(blocks.StructBlock):
    """Somewhere to go next."""

    title = blocks.CharBlock(max_length=200, help_text="Say where it leads.")
    url = UrlBlock(label="Address", help_text="Beginning with https://")
    description = blocks.CharBlock(required=False, max_length=250, help_text="Optional: whom it helps.")

    class Meta:
        icon = "link"
        label = "Link"
        description = "Somewhere to go next"
        preview_value = {
            "title": "NHS Practitioner Health",
            "url": "https://www.practitionerhealth.nhs.uk/",
            "description": "Confidential help for people who work in health and care.",
        }
