"""How long personal fields are kept: declared beside the field, carried out once a day.

A model says ``retention = {"notes": Retention(30, after="event__ends_at", becomes="")}``. 30 days after that moment the field
becomes empty in every row; under the name ``ROW`` the whole row goes. Where the moment is the row's own, as in
``{"created_at": timedelta(days=3)}``, the row goes so long after it. Nothing is kept longer for want of a declaration: a
test of each app holds its personal fields against this.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

ROW = "*"


@dataclass(frozen=True)
class Retention:
    """So many days after a moment, named by the path to it from the model, the field becomes this."""

    days: int
    after: str
    becomes: Any = None


def declared() -> Iterator[tuple[type[Model], str, Retention]]:
    """Every declaration: the model, the field or ``ROW``, and how long."""
    for model in apps.get_models():
        for name, retention in vars(model).get("retention", {}).items():
            if isinstance(retention, timedelta):
                yield model, ROW, Retention(retention.days, after=name)
            else:
                yield model, name, retention


def apply() -> int:
    """Carry out what is declared; gives how many rows changed or went. One statement a declaration."""
    changed = 0
    for model, name, retention in declared():
        limit = timezone.now() - timedelta(days=retention.days)
        over = model._base_manager.filter(**{f"{retention.after}__lt": limit})
        if name == ROW:
            changed += over.delete()[0]
        else:
            left = model._base_manager.filter(pk__in=over.values("pk")).exclude(**{name: retention.becomes})
            changed += left.update(**{name: retention.becomes})
    return changed
