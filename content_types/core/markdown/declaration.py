"""What a content type says of itself in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from wagtail import blocks

from content_types.core.graphql.resolvers import declared
from content_types.core.markdown.streams import Write
from delivery.context import ReadContext


class Shown:
    """The fields of a page, or of a term, by the names that its package's ``graphql.py`` declares, each through its resolver: as the viewer may
    see them."""

    def __init__(self, page: Any, context: ReadContext) -> None:
        self.page = page
        self.context = context
        self._resolvers = declared(type(page))

    def __getitem__(self, name: str) -> Any:
        """The field's value. Raises KeyError for a field that the API does not declare."""
        # Resolvers use nothing of graphene's info but its context.
        return self._resolvers[name](self.page, SimpleNamespace(context=self.context.request))

    def __contains__(self, name: str) -> bool:
        return name in self._resolvers


Parts = Callable[[Shown], Iterable[str]]


def _nothing(shown: Shown) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class MarkdownDeclaration:
    """How a type is written as Markdown beyond what every resource has: its own blocks, and parts before and after the body."""

    blocks: Mapping[type[blocks.Block], Write] = field(default_factory=dict)
    before: Parts = _nothing
    after: Parts = _nothing
