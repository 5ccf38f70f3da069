"""What is held of a person, over all apps: what they get when they ask for everything, and why some of it they do not.

An app of ``community`` has a module ``personal_data`` that calls ``holds`` and ``left_out``, and imports it when it is ready. A test walks all
models with a key to an account: each is either exported or explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps

MOST = 5_000  # rows of one kind


@dataclass(frozen=True)
class Holding:
    """Rows of one model that belong to an account by ``by``: its ``columns``, which may follow keys to other rows (``agreement__version``)."""

    name: str  # in the export
    model: str  # as Django labels it
    by: str
    columns: tuple[str, ...]

    def rows(self, user: Any) -> list[dict[str, Any]]:
        """What is held of this account: one statement."""
        found = apps.get_model(self.model)._base_manager.filter(**{self.by: user.pk}).order_by("pk")
        return list(found.values(*self.columns)[:MOST])


_holdings: dict[str, Holding] = {}
_left_out: dict[str, str] = {}


def holds(name: str, of: str, *columns: str) -> None:
    """Export the rows of ``of`` (``app.Model.key``) that belong to an account, under this name."""
    model, _, by = of.rpartition(".")
    _holdings[of] = Holding(name, model, by, columns)


def left_out(of: str, why: str) -> None:
    """Say why the rows of ``of`` (``app.Model.key``) are in no export."""
    _left_out[of] = why


def known() -> set[str]:
    """Every key to an account that is exported or explained."""
    return {*_holdings, *_left_out}


def holdings() -> Iterator[Holding]:
    """All that is exported, by name."""
    yield from sorted(_holdings.values(), key=lambda one: one.name)
