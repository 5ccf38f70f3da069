"""Two versions of a page that both came of a third: what each changed, as one, and what both changed differently.

A three-way merge of what is stored, by field, and in a stream by block. What only one of the two changed is taken; what both changed is a ``Conflict`` for a
person to decide. Where the version before is not there any more, whatever differs is a conflict, and what only one has is kept. It knows nothing of requests.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from wagtail.fields import StreamField

Data = dict[str, Any]  # a page as it is serialised, its streams as lists
GONE: Any = object()  # in place of a value that one of the versions does not have


class Side(StrEnum):
    """Whose version a person keeps where both changed something."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"  # of a block: one after the other


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both changed differently: a field, one block of a stream (``block``), or the order of its blocks (``is_order``)."""

    field: str
    mine: Any
    theirs: Any
    block: str | None = None
    is_order: bool = False

    @property
    def key(self) -> str:
        """By which a form names it."""
        return ":".join([self.field, *([self.block] if self.block else ["order"] if self.is_order else [])])

    @property
    def sides(self) -> tuple[Side, ...]:
        """What may be kept."""
        both = self.block is not None and self.mine is not GONE and self.theirs is not GONE
        return (Side.MINE, Side.THEIRS, Side.BOTH) if both else (Side.MINE, Side.THEIRS)


@dataclass(slots=True)
class Merge:
    """What came of it. ``mine`` and ``theirs`` are the fields that only one of the two changed; of a stream, also both in different blocks."""

    data: Data
    conflicts: list[Conflict] = field(default_factory=list)
    mine: set[str] = field(default_factory=set)
    theirs: set[str] = field(default_factory=set)

    @property
    def is_needed(self) -> bool:
        """Whether both changed something."""
        return bool(self.conflicts or (self.mine and self.theirs))

    @property
    def only_theirs(self) -> bool:
        """Whether nothing of mine would be lost."""
        return bool(self.theirs) and not self.mine and not self.conflicts


Unchanged = Callable[[str, str | None, str], bool]


def data_of(page: Any) -> Data:
    """A page as it is serialised, each stream as its blocks would be stored now."""
    streams = [one for one in page._meta.get_fields() if isinstance(one, StreamField)]
    for one in streams:
        list(getattr(page, one.name))  # what was not looked at is stored as it was
    found: Data = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    for one in streams:
        found[one.name] = json.loads(found[one.name]) if found.get(one.name) else []
    return found


def stored(model: type[models.Model], data: Data) -> Data:
    """The same as a revision holds it."""
    streams = {one.name for one in model._meta.get_fields() if isinstance(one, StreamField)}
    return {name: json.dumps(value) if name in streams else value for name, value in data.items()}


def merge(
    model: type[models.Model],
    base: Data | None,
    mine: Data,
    theirs: Data,
    *,
    fields: Collection[str],
    choices: Mapping[str, str] | None = None,
    unchanged: Unchanged = lambda name, block, side: False,
) -> Merge:
    """Both versions as one. Of ``fields`` alone mine may differ; everything else is theirs.

    ``choices`` say by the key of a conflict whose is kept. ``unchanged(field, block, side)`` says whether a side is stored otherwise but says what it said, as
    what a browser sends often is.
    """
    out = Merge(dict(theirs))
    streams = {one.name for one in model._meta.get_fields() if isinstance(one, StreamField)}
    work = _Work(out, choices or {}, unchanged, base is not None)
    for name in fields:
        before = GONE if base is None else base.get(name, GONE)
        values = before, mine.get(name, GONE), theirs.get(name, GONE)
        if name in streams and all(one is GONE or _all_have_ids(one) for one in values):
            out.data[name] = work.stream(name, *values)
        else:
            out.data[name] = work.value(name, None, *values)
    return out


@dataclass(slots=True)
class _Work:
    out: Merge
    choices: Mapping[str, str]
    unchanged: Unchanged
    known: bool  # whether there is the version that both came of

    def value(self, name: str, block: str | None, before: Any, mine: Any, theirs: Any) -> Any:
        """One value of three; a conflict is noted and has theirs until it is decided."""
        if mine == theirs:
            return theirs
        known = self.known
        if known and mine == before:
            if not self.unchanged(name, block, Side.THEIRS):
                self.out.theirs.add(name)
            return theirs
        if known and theirs == before:
            if not self.unchanged(name, block, Side.MINE):
                self.out.mine.add(name)
            return mine
        if _is_set(before) and _is_set(mine) and _is_set(theirs):
            return self._set(name, before, mine, theirs)
        if known and self.unchanged(name, block, Side.MINE):
            self.out.theirs.add(name)
            return theirs
        if known and self.unchanged(name, block, Side.THEIRS):
            self.out.mine.add(name)
            return mine
        return self._decided(Conflict(name, mine, theirs, block))

    def _set(self, name: str, before: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
        """Chosen things without an order: what either added is there, what either took away is not."""
        self.out.mine.add(name)
        self.out.theirs.add(name)
        gone = [one for one in before if one not in mine]
        return [one for one in theirs if one not in gone] + [
            one for one in mine if one not in before and one not in theirs
        ]

    def _decided(self, conflict: Conflict) -> Any:
        self.out.conflicts.append(conflict)
        return conflict.mine if self.choices.get(conflict.key) == Side.MINE else conflict.theirs

    def stream(self, name: str, before: Any, mine: Any, theirs: Any) -> list[Any]:
        """Blocks by their ids."""
        sides = [{} if one is GONE else {entry["id"]: entry for entry in one} for one in (before, mine, theirs)]
        base, own, other = sides
        no_base = not self.known
        kept: dict[str, list[Any]] = {}
        for key in {**other, **own}:
            values = [side.get(key, GONE) for side in sides]
            if no_base and (key not in own or key not in other):
                (self.out.mine if key in own else self.out.theirs).add(name)
                found = own.get(key, other.get(key))
            elif no_base and own[key] != other[key]:
                found = self._decided(Conflict(name, own[key], other[key], key))
            else:
                found = self.value(name, key, *values)
            kept[key] = [] if found is GONE else [found]
            if kept[key] and self.choices.get(f"{name}:{key}") == Side.BOTH and key in own and key in other:
                kept[key] = [own[key], {**other[key], "id": str(uuid4())}]
        order = self._order(name, list(base), list(own), list(other), no_base)
        return [entry for key in order for entry in kept[key]]

    def _order(self, name: str, base: list[str], own: list[str], other: list[str], no_base: bool) -> list[str]:
        """The order of whoever moved blocks, with what the other added after what it stood after."""
        common = [key for key in base if key in own and key in other]
        orders = [[key for key in side if key in common] for side in (own, other)]
        first, second = own, other
        if no_base:
            pass
        elif orders[0] == common:
            first, second = other, own
            if orders[1] != common:
                self.out.theirs.add(name)
        elif orders[1] == common or orders[0] == orders[1]:
            self.out.mine.add(name)
        else:
            conflict = Conflict(name, orders[0], orders[1], is_order=True)
            if self._decided(conflict) == orders[1]:
                first, second = other, own
        out = list(first)
        last = None
        for key in second:
            if key not in out:
                out.insert(0 if last is None else out.index(last) + 1, key)
            last = key
        return out


def undecided(found: Merge, choices: Mapping[str, str]) -> Iterator[Conflict]:
    """The conflicts that nobody has decided, or not as one can."""
    return (one for one in found.conflicts if choices.get(one.key) not in one.sides)


def _all_have_ids(entries: Any) -> bool:
    ids = [entry.get("id") for entry in entries or [] if isinstance(entry, dict)]
    return len(ids) == len(entries or []) == len(set(ids)) and all(ids)


def _is_set(value: Any) -> bool:
    """Whether these are keys of many-to-many links."""
    return isinstance(value, list) and all(isinstance(one, int) for one in value)
