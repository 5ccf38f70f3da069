"""The enum ``Kind``: the kinds of resource that all content types have, in one, for fields, filters and facets alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import graphene
from django.db import models

from content_types.core.graphql.fields import Enum
from content_types.core.graphql.filters import FilterArgument, any_of

_values: dict[str, str] = {}
_labels: dict[str, str] = {}


def add_kinds(choices: type[models.TextChoices], describe: Mapping[Any, str]) -> None:
    """Add the kinds of a content type; called while its ``graphql.py`` is loaded.

    Raises TypeError where ``describe`` leaves a kind out or names another, and ValueError where another type has described one otherwise.
    """
    differing = set(choices.values) ^ {str(kind) for kind in describe}
    if differing:
        raise TypeError(f"add_kinds must describe just the members of {choices.__qualname__}: {sorted(differing)}")
    _labels.update((str(kind), str(label)) for kind, label in choices.choices)
    for kind, text in describe.items():
        if _values.setdefault(str(kind), text) != text:
            raise ValueError(
                f"The kind {str(kind)!r} is described as {_values[str(kind)]!r} by one content type and as {text!r} by another. "
                "Use the same words in both, or another value."
            )


@cache
def kind_enum() -> type[graphene.Enum]:
    """The enum of all kinds, once every content type is registered."""
    return Enum("Kind", list(_values.items()), "What kind of article, tool or event a resource is.", labels=_labels)


# As the type of a field that is declared before every type is registered.
Kind = partial(kind_enum)


def kinds_filter() -> FilterArgument:
    """The argument ``kinds`` of a filter."""
    return any_of("kinds", "kind", Kind, "Any of these kinds.")
