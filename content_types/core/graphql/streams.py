"""Resolvers for StreamFields and rich text fields of models, in bulk for all objects loaded together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from wagtail.models import Page

from content_types.core.graphql.cost import costs
from content_types.core.markdown.streams import markdown_of
from content_types.core.richtext import RichTextValue
from content_types.core.streams import BlockNode, StreamGroup
from delivery.batch_loading import load
from delivery.context import ReadContext
from delivery.dependency_tracking import Scope
from delivery.prepared_queries import Bind, PreparedQuery


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
def _column(model: Any, name: str) -> PreparedQuery:
    return PreparedQuery(
        lambda: model._default_manager.filter(pk__among=Bind("keys")).order_by().values_list("pk", name),
        Scope.ROWS if issubclass(model, Page) else Scope.SET,
    )


BODY_MARKDOWN = (
    "The same text as Markdown: CommonMark, with tables as GitHub's; pictures, files and links with their addresses."
)
# Blocks that the limits count: of a body, and of the shorter fields, such as the steps of a tool.
BODY_GUESS, STREAM_GUESS = 10, 3


def resolve_stream(name: str) -> Callable[[Any, Any], list[BlockNode]]:
    """A resolver for a StreamField: its blocks, read from the stored form."""

    @costs(each=25, once=150, length=BODY_GUESS if name == "body" else STREAM_GUESS)
    def resolve(obj: Any, info: Any) -> list[BlockNode]:
        def fetch(objects: Sequence[Any]) -> dict[Any, list[BlockNode]]:
            group = StreamGroup(ReadContext.of(info.context))
            owners = {one.pk: one for one in objects if hasattr(type(one), name)}
            return {
                key: group.add(owners[key]._meta.get_field(name), value, owners[key])
                for key, value in stored_values(objects, name).items()
            }

        blocks: list[BlockNode] = load(obj, ("stream", name), fetch, [])
        return blocks

    return resolve


def resolve_markdown(name: str) -> Callable[[Any, Any], str]:
    """A resolver for a StreamField as Markdown; it reads what its blocks need, as ``resolve_stream`` does."""
    read = resolve_stream(name)

    @costs(each=100, once=500)
    def resolve(obj: Any, info: Any) -> str:
        return markdown_of(read(obj, info))

    return resolve


def resolve_rich_text(name: str) -> Callable[[Any, Any], RichTextValue | None]:
    """A resolver for a RichTextField; empty text is null."""

    @costs(each=2, once=100)
    def resolve(obj: Any, info: Any) -> RichTextValue | None:
        def fetch(objects: Sequence[Any]) -> dict[Any, RichTextValue]:
            group = StreamGroup(ReadContext.of(info.context))
            texts = {key: text for key, text in stored_values(objects, name).items() if text}
            for text in texts.values():
                group.add_html(text)
            return {key: RichTextValue(group, text) for key, text in texts.items()}

        text: RichTextValue | None = load(obj, ("rich text", name), fetch)
        return text

    return resolve
