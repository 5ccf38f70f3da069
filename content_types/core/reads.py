"""What an answer was made from: the tables and pages that were read for it, for whoever keeps the answer and must know when it is out of date."""

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
class Reads:
    """What was read so far."""

    statements: set[tuple[str, Scope]] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    lasting: bool = True  # False: what was read may not be kept at all

    def note(self, sql: str) -> None:
        """A statement was run; the scope is that of the block that it is run in."""
        self.statements.add((sql, _scope.get()))


_current: ContextVar[Reads | None] = ContextVar("reads", default=None)
_scope: ContextVar[Scope] = ContextVar("scope", default=Scope.SET)


def current() -> Reads | None:
    """What is being noted, if anything is."""
    return _current.get()


@contextmanager
def noted() -> Iterator[Reads]:
    """Note everything that is read inside."""
    reads = Reads()
    token = _current.set(reads)
    try:
        yield reads
    finally:
        _current.reset(token)


@contextmanager
def scoped(scope: Scope, pages: Collection[int] = ()) -> Iterator[None]:
    """Statements inside depend on no more of the pages than this."""
    reads = _current.get()
    if reads is None:
        yield
        return
    reads.pages.update(pages)
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)


def pages_found(keys: Collection[int]) -> None:
    """What was read by place is what these pages say."""
    reads = _current.get()
    if reads is not None:
        reads.pages.update(keys)


def passing() -> None:
    """What is being answered is of this moment: it may not be kept."""
    reads = _current.get()
    if reads is not None:
        reads.lasting = False
