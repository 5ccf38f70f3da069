"""Model fields of the library."""

from __future__ import annotations

import threading
from typing import Any

from django import forms
from django.db import models
from wagtail.blocks.base import BlockField
from wagtail.fields import StreamField as WagtailStreamField

from content_types.core.text import one_line

_validating = threading.RLock()


class LockedBlockField(BlockField):
    """Validates one stream at a time in a process.

    While a draft is saved Wagtail turns requirements off in the definitions of blocks, which all threads share: another thread could publish what is
    incomplete meanwhile, and two that turn them off at once leave them off for good.
    """

    def clean(self, value: Any) -> Any:
        with _validating:
            return super().clean(value)


class StreamField(WagtailStreamField):
    """A StreamField whose block definitions stay out of migrations.

    They do not change the database, and with them a new help text would be a migration of hundreds of lines.
    """

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"form_class": LockedBlockField, **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


class OneLineMixin:
    """A model whose texts of one line (``CharField`` and what extends it) hold one line, however they came in.

    A form's input has one line in browsers only; a title with a line break would break what makes headers, subjects and calendars of it.
    """

    def clean_fields(self, exclude: Any = None) -> None:
        """Make one line of each text, then check the fields."""
        for field in self._meta.concrete_fields:  # type: ignore[attr-defined]  # mixed into models
            value = getattr(self, field.attname) if isinstance(field, models.CharField) else None
            if isinstance(value, str):
                setattr(self, field.attname, one_line(value))
        super().clean_fields(exclude=exclude)  # type: ignore[misc]  # mixed into models
