"""Resolvers for StreamFields and rich text fields of models, in bulk for all objects loaded together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.graphql.cost import costs
from content_types.core.loading import load
from content_types.core.prepared import Given, Prepared
from content_types.core.reads import Scope
from content_types.core.richtext import RichTextContent
from content_types.core.streams import BlockNode, StreamGroup


def stored_values(objects: Sequence[Any], name: str) -> dict[Any, Any]:
    """The values of a column by primary key; where a list left the column out, one query for all of the model that has it."""
    values: dict[Any, Any] = {}
    missing: dict[type[Model], list[Any]] = defaultdict(list)
    for one in objects:
        try:
            owner = one._meta.get_field(name).model
        except FieldDoesNotExist:
            continue
        if name in one.__dict__:
            values[one.pk] = getattr(one, name)
        else:
            missing[owner].append(one.pk)
    for model, keys in missing.items():
        values.update(_column(model, name).run(keys=keys))
    return values


@cache
def _column(model: Any, name: str) -> Prepared:
    return Prepared(
        lambda: model._default_manager.filter(pk__among=Given("keys")).order_by().values_list("pk", name),
        Scope.ROWS if issubclass(model, Page) else Scope.SET,
    )


# Blocks that the limits count: of a body, and of the shorter fields, such as the steps of a tool.
BODY_GUESS, STREAM_GUESS = 10, 3


def resolve_stream(name: str) -> Callable[[Any, Any], list[BlockNode]]:
    """A resolver for a StreamField: its blocks, read from the stored form."""

    @costs(each=25, once=150, length=BODY_GUESS if name == "body" else STREAM_GUESS)
    def resolve(obj: Any, info: Any) -> list[BlockNode]:
        def fetch(objects: Sequence[Any]) -> dict[Any, list[BlockNode]]:
            group = StreamGroup(ReadContext.of(info.context))
            fields = {one.pk: one._meta.get_field(name) for one in objects if hasattr(type(one), name)}
            return {key: group.add(fields[key], value) for key, value in stored_values(objects, name).items()}

        blocks: list[BlockNode] = load(obj, ("stream", name), fetch, [])
        return blocks

    return resolve


def resolve_rich_text(name: str) -> Callable[[Any, Any], RichTextContent | None]:
    """A resolver for a RichTextField; empty text is null."""

    @costs(each=2, once=100)
    def resolve(obj: Any, info: Any) -> RichTextContent | None:
        def fetch(objects: Sequence[Any]) -> dict[Any, RichTextContent]:
            group = StreamGroup(ReadContext.of(info.context))
            texts = {key: text for key, text in stored_values(objects, name).items() if text}
            for text in texts.values():
                group.add_html(text)
            return {key: RichTextContent(group, text) for key, text in texts.items()}

        text: RichTextContent | None = load(obj, ("rich text", name), fetch)
        return text

    return resolve
