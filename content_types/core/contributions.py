"""What a content type says of contributions: what a member may send of it, and how its page is filled with that: ``ContentType.contributions``.

What every resource has (title, summary, body, topics, licence) is not said here. Who contributes, and what becomes of it, is kept elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import graphene
from django.db import models

from content_types.core.errors import BadInput
from content_types.core.identifiers import normalise_url

MOST = 200  # of anything in a list
RichText = Callable[[str], str]


@dataclass(frozen=True)
class TakesContributions:
    """How pages of a type are made of what members send.

    ``fill(page, given, rich_text)`` puts what was sent into a page that is not saved: ``given`` by the names of the input's fields, with enums as their stored values;
    ``rich_text`` makes a text with Markdown or HTML into what is stored. It raises BadInput. What is left out stays as it is.
    """

    input_type: type[graphene.InputObjectType]
    fill: Callable[[Any, Mapping[str, Any], RichText], None]
    # By a field of the page, the field of the input where people are told what is wrong with it, if that is called otherwise.
    inputs: Mapping[str, str] = field(default_factory=dict)
    # What is made of what was sent before any of it is stored, such as a place that is less exact.
    prepare: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None
    attach: Callable[[Any, Any], None] | None = (
        None  # (the page, a document) -> offered for download; None: in its body
    )
    adapt: Callable[[Any, Any], None] | None = (
        None  # (the page it grows out of, the new one) -> its lineage; None: none is kept
    )


def put(page: Any, given: Mapping[str, Any], *names: str) -> None:
    """Put what was given under these names into the fields of the page called so; null empties a text and a number."""
    for name in names:
        if name in given:
            value = given[name]
            column = page._meta.get_field(name)
            empty = "" if column.empty_strings_allowed and not column.null else None
            setattr(page, name, empty if value is None else value.strip() if isinstance(value, str) else value)


def items(values: Any, make: Callable[[Any], Any]) -> list[dict[str, Any]]:
    """A list as a block of lists stores it."""
    return [{"type": "item", "value": make(one), "id": str(uuid4())} for one in values or ()]


def kind_of(page: Any, given: Mapping[str, Any], kinds: type[models.TextChoices]) -> None:
    """Put the kind that was given into the page. Raises BadInput for one of another type."""
    kind = given.get("kind")
    if kind is None:
        return
    if kind not in kinds.values:
        told = ", ".join(value.upper() for value in kinds.values)
        raise BadInput(f"There is no such kind here. The kinds are {told}.", "kind")
    page.kind = kind


def bounded(values: Any, name: str) -> list[Any]:
    """A list that was given. Raises BadInput for one that is too long."""
    if len(values or ()) > MOST:
        raise BadInput(f"Send at most {MOST}.", name)
    return list(values or ())


def web_address(text: str | None, name: str) -> str:
    """An address of the web, or nothing. Raises BadInput for one that does something else: not even a draft may hold it."""
    found = normalise_url(text or "")
    if found and not found.lower().startswith(("http://", "https://")):
        raise BadInput("Give an address of the web, beginning with https://", name)
    return found


def put_stream(page: Any, name: str, blocks: list[tuple[str, Any]]) -> None:
    """Make these the blocks of a stream, each with its kind and its value as it is stored."""
    setattr(page, name, json.dumps([{"type": kind, "value": value, "id": str(uuid4())} for kind, value in blocks]))


class ContributedStep(graphene.InputObjectType):
    """One thing to do."""

    title = graphene.String(required=True, description="What to do, beginning with a verb.")
    text = graphene.String(description="How to do it; in the form that `bodyFormat` says.")


def put_steps(page: Any, given: Mapping[str, Any], rich_text: RichText) -> None:
    """Put the steps that were given into the page."""
    if "steps" in given:
        steps = bounded(given["steps"], "steps")
        put_stream(page, "steps", [("step", _step(one, rich_text)) for one in steps])


def _step(one: Mapping[str, Any], rich_text: RichText) -> dict[str, Any]:
    return {"title": one["title"].strip(), "text": rich_text(one.get("text") or ""), "image": None, "alt_text": ""}
