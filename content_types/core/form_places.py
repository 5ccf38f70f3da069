"""Where in the editors' form a value of a draft is written.

A place is a content path as Wagtail's own links into a form have it: the field, then the ids of blocks and the names of their children
(``body.<id>.title``); of an inline, the number of the row as the form shows them (``sources.0.url``). A field of the API is written where it is called;
one that is called otherwise says so with ``field(…, written_in=…)``, and an object that is made of a page's own fields with a ``written_in`` of its own.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from django.db.models import Model
from wagtail.blocks import StructBlock
from wagtail.models import Page

from content_types.core.streams import BlockNode

ContentPath = tuple[str, ...]  # empty: nowhere in the form, or in no one field of it


@cache
def form_fields(model: Any) -> frozenset[str]:
    """The fields and inlines of the form of a page."""
    options = model.get_edit_handler().get_form_options()
    return frozenset([*options.get("fields", ()), *options.get("formsets", ())])


def place_of_field(owner: Any, path: ContentPath, name: str, resolve: Any = None) -> ContentPath:
    """Where a field of an object is written, by the place of the object, the field's name in Python and its resolver."""
    written_in: Any = getattr(resolve, "written_in", name)
    given: str | None = written_in(owner) if callable(written_in) else written_in
    if given is None:
        return ()
    if isinstance(owner, Page):
        return (given,) if given in form_fields(cast(Any, type(owner))) else ()
    if isinstance(owner, BlockNode):
        child: str = getattr(resolve, "name", given)
        known = isinstance(owner.block, StructBlock) and child in owner.block.child_blocks
        # What is worked out of a block is of the block. What has no id cannot be told from those beside it.
        return (*path, child) if known and owner.id and path else path
    own: dict[str, str] = getattr(type(owner), "written_in", {})
    if name in own:
        return (own[name],)
    return (*path, name) if _is_row(owner) and path and path[-1].isdecimal() else path


def place_of_value(value: Any, path: ContentPath, index: int | None) -> ContentPath:
    """The place of an object that a field gave, the first or next of a list if it has an index."""
    if not path:
        return ()
    if isinstance(value, BlockNode):
        return (*path, value.id) if value.id and value.id not in path else path
    if index is not None and _is_row(value):
        return (*path, str(getattr(value, "row", index)))
    return path


def _is_row(value: Any) -> bool:
    """Whether this is a row of an inline: of its model, or made of one."""
    if isinstance(value, Model):
        return (
            not isinstance(value, Page)
            and any(one.name == "sort_order" for one in value._meta.get_fields())
            and hasattr(value, "page_id")
        )
    return hasattr(value, "row")


def anchor(path: ContentPath) -> str:
    """The fragment of an address that opens a form there; empty where there is no place."""
    return f":w:contentpath={'.'.join(path)}" if path else ""
