"""The first thing an editor sees: what they can add, in their own words, straight to a form that is begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.admin.ui.components import Component

from cms.editors.starting import Place, places

# In place of Wagtail's: what is in review says who was asked, and until when (cms.editors.my_pages).
REPLACED = "user_objects_in_workflow_moderation"


@dataclass(frozen=True)
class AddLink:
    """A link to the form for one new page."""

    label: str
    description: str
    url: str


def add_links(found: list[Place]) -> list[AddLink]:
    """What may be added: each thing that people have, and the types that name none."""
    links = []
    for place in found:
        one = place.content_type
        links += [AddLink(start.label, start.description, place.url(start)) for start in one.starters]
        if not one.starters:
            links.append(AddLink(one.label, str(getattr(one.model, "page_description", "")), place.url()))
    return links


class WhatToAddPanel(Component):
    """“What would you like to add?” on the dashboard."""

    name = "what_to_add"
    template_name = "cms/admin/what_to_add.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        found = list(places(parent_context["request"].user))
        empty = [(one.content_type.label, one.url()) for one in found if one.content_type.starters]
        return {"links": add_links(found), "empty": empty}


def without_wagtails_own(panels: list[Any]) -> None:
    """Take out Wagtail's list of what is in review."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") != REPLACED]
