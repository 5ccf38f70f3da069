"""Content source maps: of each value of a preview's answer, which page, field and block it came from, so that a word in the preview leads to
its place in the editors' form.

As Contentful's and Sanity's content source maps: JSON pointers (RFC 6901) into ``data``, and sources that they share. A request asks for one in its
``extensions``; there is none beside anything but a draft that a token opened, and what is not asked costs nothing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from graphene.utils.str_converters import to_snake_case
from graphql import GraphQLObjectType
from graphql.pyutils import Path, Undefined
from wagtail.models import Page

from content_types.core.form_places import ContentPath, anchor, place_of_field, place_of_value
from content_types.core.identity import page_id
from content_types.core.streams import BlockNode
from graphql_api.execution.executor import Fields, PlannedExecutionContext

VERSION = 1


class SourceMap:
    """Collected while an answer is made."""

    def __init__(self) -> None:
        self.sources: list[dict[str, Any]] = []
        self.mappings: dict[str, dict[str, Any]] = {}
        self._places: dict[int, int] = {}

    def source(self, page: Page, type_name: str) -> int:
        """The number of a draft among the sources."""
        if id(page) not in self._places:
            self._places[id(page)] = len(self.sources)
            edit = f"{settings.SITE_URL}{reverse('wagtailadmin_pages:edit', args=(page.pk,))}" if page.pk else None
            self.sources.append({"type": type_name, "id": page_id(page.pk) if page.pk else None, "editUrl": edit})
        return self._places[id(page)]

    def as_extension(self) -> dict[str, Any] | None:
        """As the answer has it; None where nothing of it is a draft's."""
        if not self.sources:
            return None
        return {"version": VERSION, "sources": self.sources, "mappings": self.mappings}


def recording(into: SourceMap) -> type[PlannedExecutionContext]:
    """An execution context that notes where the values of drafts came from."""
    return type("RecordingExecutionContext", (_Recording,), {"source_map": into})


class _Recording(PlannedExecutionContext):
    source_map: SourceMap

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._within: list[tuple[Any, GraphQLObjectType, Path | None, Fields]] = []

    def execute_fields(
        self, parent_type: GraphQLObjectType, source_value: Any, path: Path | None, fields: Fields
    ) -> Any:
        """As ever; and notes the values of a draft."""
        self._within.append((source_value, parent_type, path, fields))
        try:
            found = super().execute_fields(parent_type, source_value, path, fields)
            self._note(found, path)
        finally:
            self._within.pop()
        return found

    def _note(self, found: dict[str, Any], path: Path | None) -> None:
        drafts = [place for place, (value, *_) in enumerate(self._within) if isinstance(value, Page)]
        if not drafts or not getattr(self._within[drafts[-1]][0], "_is_preview", False):
            return  # nothing of a draft, or another page that it names
        above = self._within[drafts[-1] :]
        page, page_type, *_ = above[0]
        pointer = _pointer(path)
        for name, value in found.items():
            if value is None or value is Undefined or _holds_objects(value):
                continue
            entry: dict[str, Any] = {"source": self.source_map.source(page, page_type.name)}
            place = self._place(above, name)
            if place:
                entry["field"] = place[0]
                block = next(
                    (value.id for value, *_ in reversed(above) if isinstance(value, BlockNode) and value.id), None
                )
                if block:
                    entry["block"] = block
                entry["anchor"] = anchor(place)
            self.source_map.mappings[f"{pointer}/{_escaped(name)}"] = entry

    def _place(self, above: list[Any], name: str) -> ContentPath:
        """Where a field of the innermost of these objects is written, from the page down."""
        place: ContentPath = ()
        for number, (value, type_, path, fields) in enumerate(above):
            below = (
                above[number + 1][2].as_list()[len(path.as_list()) if path else 0 :] if above[number + 1 :] else [name]
            )
            called = fields[below[0]][0].name.value
            definition = type_.fields.get(called)
            resolve = definition.resolve if definition else None
            place = place_of_field(value, place, to_snake_case(called), resolve) if definition else ()
            if above[number + 1 :] and place:
                index = below[1] if len(below) > 1 and isinstance(below[1], int) else None
                place = place_of_value(above[number + 1][0], place, index)
        return place


def _holds_objects(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(one, dict | list) for one in value))


def _pointer(path: Path | None) -> str:
    return "".join(f"/{_escaped(str(key))}" for key in path.as_list()) if path else ""


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
