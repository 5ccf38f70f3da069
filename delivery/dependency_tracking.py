"""Dependency tracking: which tables and pages an answer was made from, so that a cache knows when it is out of date."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum


class Scope(Enum):
    """What of the pages a statement depends on, besides the other tables that it names."""

    SET = "set"  # which pages there are, and what they say: any change of a page of the type
    ROWS = "rows"  # the pages whose keys were asked for, and nothing of any other
    ADDRESSES = "addresses"  # which page is where; its own content is read by key
    NOTHING = "nothing"  # only what concerns the whole tree


@dataclass
class Dependencies:
    """What was read so far."""

    statements: set[tuple[str, Scope]] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    cacheable: bool = True  # False: what was read may not be kept at all

    def note(self, sql: str) -> None:
        """A statement was run; the scope is that of the block that it is run in."""
        self.statements.add((sql, _scope.get()))


_current: ContextVar[Dependencies | None] = ContextVar("reads", default=None)
_scope: ContextVar[Scope] = ContextVar("scope", default=Scope.SET)


def current() -> Dependencies | None:
    """What is being noted, if anything is."""
    return _current.get()


@contextmanager
def tracked() -> Iterator[Dependencies]:
    """Note everything that is read inside."""
    dependencies = Dependencies()
    token = _current.set(dependencies)
    try:
        yield dependencies
    finally:
        _current.reset(token)


@contextmanager
def scoped(scope: Scope, pages: Collection[int] = ()) -> Iterator[None]:
    """Statements inside depend on no more of the pages than this."""
    dependencies = _current.get()
    if dependencies is None:
        yield
        return
    dependencies.pages.update(pages)
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def depend_on_pages(keys: Collection[int]) -> None:
    """What was read by place is what these pages say."""
    dependencies = _current.get()
    if dependencies is not None:
        dependencies.pages.update(keys)


def do_not_cache() -> None:
    """What is being answered is of this moment: it may not be kept."""
    dependencies = _current.get()
    if dependencies is not None:
        dependencies.cacheable = False
