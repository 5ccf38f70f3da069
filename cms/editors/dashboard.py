"""The first thing an editor sees: what they can add, one big link each, straight to the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component

from content_types.core.registry import ContentType, content_types


@dataclass(frozen=True)
class AddLink:
    """A link to the form for one new page."""

    label: str
    description: str
    url: str


def add_links(user: Any) -> list[AddLink]:
    """What this user may add, in the order of the registered types."""
    links = [_add_link(content_type, user) for content_type in content_types()]
    return [link for link in links if link is not None]


def _add_link(content_type: ContentType, user: Any) -> AddLink | None:
    if content_type.index_model is None:
        return None
    options = content_type.model._meta
    for index in content_type.index_model._default_manager.order_by("path"):
        if index.permissions_for_user(user).can_add_subpage() and content_type.model.can_create_at(index):
            url = reverse("wagtailadmin_pages:add", args=[options.app_label, options.model_name, index.pk])
            return AddLink(content_type.label, str(content_type.model.page_description), url)
    return None


class WhatToAddPanel(Component):
    """“What would you like to add?” on the dashboard."""

    name = "what_to_add"
    template_name = "cms/admin/what_to_add.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"links": add_links(parent_context["request"].user)}
