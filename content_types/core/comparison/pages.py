"""A page in two versions: every field that its form has, in the form's order."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from taggit.managers import TaggableManager
from wagtail.admin.panels import FieldPanel, InlinePanel, get_edit_handler
from wagtail.fields import RichTextField, StreamField

from content_types.core.block_places import BlockField, blocks_of
from content_types.core.comparison.changes import ABSENT, Change, Kind, Line, Path, at, whole
from content_types.core.comparison.names import Names, Thing, Titles, every_title, things_of_stream
from content_types.core.comparison.sequences import Entry, match
from content_types.core.comparison.texts import named_lines, prose_lines, rich_lines, set_lines, whole_lines
from content_types.core.comparison.values import compare_values, labels_of, shown_value
from content_types.core.richtext import says_nothing
from content_types.core.streams import html_references

_ONE_WORD = (models.URLField, models.SlugField)


@dataclass(frozen=True, slots=True)
class Written:
    """A field of a form, or the rows of an inline with their fields."""

    name: str
    label: str
    field: Any = None  # of the model
    row: str = ""  # what a row is called
    children: tuple[Written, ...] = ()


def compare(
    before: Any, after: Any, *, fields: Collection[str] | None = None, titles: Titles = every_title
) -> list[Change]:
    """What changed from one version of a page to another, a change a field of its form; either may be None.

    ``fields`` are the names of those to compare. ``titles`` gives what pages, pictures and other chosen things are called, by model and
    keys, as far as whoever reads may see them: it is asked once a model. The number of SQL statements depends on the type of the page
    alone, not on what is written in it.
    """
    one = after if after is not None else before
    if one is None:
        return []
    written = [part for part in written_fields(cast(Any, type(one))) if fields is None or part.name in fields]
    sides = [{part.name: _stored(part, page) for part in written} for page in (before, after)]
    things = [thing for side in sides for part in written for thing in _things(part, side[part.name])]
    names = Names(things, titles)
    found = (_compare_field(part, (part.name,), sides[0][part.name], sides[1][part.name], names) for part in written)
    return [change for change in found if change is not None and change.kind is not Kind.UNCHANGED]


@cache
def written_fields(model: type[models.Model]) -> tuple[Written, ...]:
    """What editors write of a page, or of anything else that has a form, in the order of the form."""
    handler: Any = model.get_edit_handler() if hasattr(model, "get_edit_handler") else get_edit_handler(model)
    return tuple(_of_panel(handler))


def _of_panel(panel: Any) -> Iterator[Written]:
    if isinstance(panel, InlinePanel):
        children = tuple(_of_panel(panel.child_edit_handler))
        yield Written(panel.relation_name, str(panel.heading), None, capfirst(str(panel.label)), children)
    elif isinstance(panel, FieldPanel):
        try:
            field = panel.db_field
        except FieldDoesNotExist:
            return
        label = str(panel.heading or capfirst(str(field.verbose_name)))
        yield Written(panel.field_name, label, field)
    else:
        for child in getattr(panel, "children", ()):
            yield from _of_panel(child)


# --- What is stored --------------------------------------------------------------------------------------------------


def _stored(part: Written, owner: Any) -> Any:
    """The stored value of a field: keys of what is chosen, raw blocks, rows as (key, values by name)."""
    if owner is None:
        return ABSENT
    if part.children:
        rows = getattr(owner, part.name).all()
        blocks = {one.id: one.label for one in blocks_of(owner)} if _is_of_blocks(part) else {}
        return [(row.pk, {child.name: _in_row(child, row, blocks) for child in part.children}) for row in rows]
    if isinstance(part.field, TaggableManager):
        return [item.tag_id for item in getattr(owner, part.name).get_tagged_item_manager().all()]
    if part.field.many_to_many:
        return [one.pk for one in getattr(owner, part.name).all()]
    value = getattr(owner, part.field.attname)
    return list(value.raw_data) if isinstance(part.field, StreamField) else value


def _is_of_blocks(part: Written) -> bool:
    return any(isinstance(child.field, BlockField) for child in part.children)


def _in_row(part: Written, row: Any, blocks: dict[str, str]) -> Any:
    """As ``_stored``; a block by what it is called."""
    value = _stored(part, row)
    return blocks.get(value, "") if isinstance(part.field, BlockField) else value


def _things(part: Written, value: Any) -> Iterator[Thing]:
    """What a stored value names."""
    if value is ABSENT or not value:
        return
    if part.children:
        for _, row in value:
            for child in part.children:
                yield from _things(child, row[child.name])
    elif isinstance(part.field, StreamField):
        yield from things_of_stream(part.field.stream_block, value)
    elif isinstance(part.field, RichTextField):
        yield from html_references(value)
    elif part.field.is_relation:
        for key in value if isinstance(value, list) else [value]:
            yield part.field.related_model, key


# --- What changed ----------------------------------------------------------------------------------------------------


def _compare_field(part: Written, path: Path, before: Any, after: Any, names: Names) -> Change | None:
    if part.children:
        return whole(part.label, path, before, after, parts=_compare_rows(part, path, before, after, names))
    if isinstance(part.field, StreamField):
        return compare_values(part.field.stream_block, part.label, path, before, after, names)
    lines = _lines(part.field, None if before is ABSENT else before, None if after is ABSENT else after, names)
    return whole(part.label, path, before, after, lines=lines)


def _lines(field: Any, before: Any, after: Any, names: Names) -> tuple[Line, ...]:
    if isinstance(field, RichTextField):
        texts = ["" if not one or says_nothing(one) else one for one in (before, after)]
        return rich_lines(texts[0], texts[1], names)
    if field.is_relation and (field.many_to_many or isinstance(field, TaggableManager)):
        return set_lines(before or (), after or (), lambda key: names.of(field.related_model, key))
    if field.is_relation:
        return named_lines(before, after, lambda key: names.of(field.related_model, key))
    shown = [_shown(field, one) for one in (before, after)]
    if (
        isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not isinstance(field, _ONE_WORD)
    ):
        return prose_lines(shown[0], shown[1], names)
    return whole_lines(shown[0], shown[1])


def _shown(field: Any, value: Any) -> str:
    if field.choices and value is not None:
        return labels_of(field.flatchoices).get(value, str(value))
    return shown_value(value)


def _compare_rows(part: Written, path: Path, before: Any, after: Any, names: Names) -> list[Change]:
    """The rows of an inline in two versions: the same by their key, or while they have none by what they hold."""
    sides = [[] if rows is ABSENT else rows for rows in (before, after)]
    entries = [[_row_entry(key, row) for key, row in side] for side in sides]
    changes = []
    for found in match(entries[0], entries[1]):
        old, new = (row if row is ABSENT else row[1] for row in (at(found.before, sides[0]), at(found.after, sides[1])))
        here = (*path, str(found.place))
        fields = (
            _compare_field(child, (*here, child.name), _of(old, child.name), _of(new, child.name), names)
            for child in part.children
        )
        row = whole(f"{part.row} {found.place + 1}", here, old, new, parts=[one for one in fields if one])
        if row:
            changes.append(row.of_several("row", found.move))
    return changes


def _of(row: Any, name: str) -> Any:
    return row if row is ABSENT else row[name]


def _row_entry(key: Any, row: dict[str, Any]) -> Entry:
    values = tuple(str(value) for value in row.values())
    return Entry(row, id=key, key=values, text=lambda: " ".join(values))
