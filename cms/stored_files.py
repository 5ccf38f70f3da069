"""Putting another content in the place of a stored file, under its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.base import File
from django.db.models.fields.files import FieldFile


def replace_content(stored: FieldFile, content: File[Any], point_to: Callable[[str], None]) -> None:
    """Put the content in place of the other under its name. ``point_to`` has the row name a file of the storage.

    Killed at any point, the row names a file that is there.
    """
    storage, name = stored.storage, str(stored.name)
    beside = storage.save(name, content)
    point_to(beside)
    storage.delete(name)
    content.seek(0)
    point_to(storage.save(name, content))
    storage.delete(beside)
