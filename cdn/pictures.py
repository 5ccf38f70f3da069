"""What a picture's answer depends on: its own row, and who may see its collection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from cdn.keys import EVERYTHING

ANY = "i"


def tags_of_picture(key: object) -> frozenset[str]:
    """The tags of an answer that holds this picture."""
    return frozenset({EVERYTHING, ANY, of_picture(key), *(f"m:{table}" for table in _restricting())})


def of_picture(key: object) -> str:
    """The tag of one picture."""
    return f"i:{key}"


def changed(table: str, verb: str, keys: Sequence[Any] | None) -> frozenset[str]:
    """The tags of the pictures that a statement changes; ``keys``: which rows, None where that is not known."""
    if table != _table() or verb == "INSERT":
        return frozenset()
    return frozenset({ANY}) if keys is None else frozenset(of_picture(key) for key in keys)


@cache
def _table() -> str:
    return str(get_image_model()._meta.db_table)


@cache
def _restricting() -> tuple[str, ...]:
    groups = CollectionViewRestriction.groups.through
    return tuple(model._meta.db_table for model in (Collection, CollectionViewRestriction, groups))
