"""A new page that is begun: by a starter of its type, or for what readers searched for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from content_types.core.registry import ContentType, content_types, for_model
from content_types.core.starters import Starter, begin
from content_types.core.text import one_line

LONGEST_TITLE = 255


def fill_in(page: Any, asked: Mapping[str, str]) -> None:
    """Put into a new page what the address of its form asks for: ``starter`` and ``title``."""
    content_type = for_model(type(page))
    starter = content_type.starter(asked.get("starter", "")) if content_type else None
    if starter is not None:
        begin(page, starter)
    if title := one_line(asked.get("title", "").replace("\0", ""))[:LONGEST_TITLE]:
        page.title = title


@dataclass(frozen=True)
class Place:
    """Where somebody may add a page of a type."""

    content_type: ContentType
    form: str

    def url(self, starter: Starter | None = None, title: str = "") -> str:
        """The form, begun."""
        asked = {"starter": starter.name if starter else "", "title": title}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.form}?{query}" if query else self.form


def places(user: Any) -> Iterator[Place]:
    """Where this user may add what, in the order of the registered types; a statement a type."""
    for content_type in content_types():
        if content_type.index_model is None:
            continue
        if place := _place(content_type, content_type.index_model, user):
            yield place


def _place(content_type: ContentType, index_model: Any, user: Any) -> Place | None:
    model: Any = content_type.model
    for index in index_model._default_manager.order_by("path"):
        if index.permissions_for_user(user).can_add_subpage() and model.can_create_at(index):
            form = reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, index.pk])
            return Place(content_type, form)
    return None
