"""A client that follows the log of changes."""

from __future__ import annotations

from typing import Any

from changes.settling import settle_everything
from content_types.core.identity import PAGE, key_of
from tests.support.graphql import GraphQL

CHANGES = """query($since: String, $first: Int) { contentChanges(since: $since, first: $first) {
  nodes { pageId pageType kind at path url previousPath page { title } } endCursor hasMore } }"""


class Log:
    """A client of ``contentChanges`` that keeps its cursor."""

    def __init__(self, graphql: GraphQL) -> None:
        self.graphql = graphql
        self.cursor: str | None = None
        self.ask()

    def ask(self, first: int = 100) -> dict[str, Any]:
        settle_everything()
        answer: dict[str, Any] = self.graphql(CHANGES, since=self.cursor, first=first)["contentChanges"]
        self.cursor = answer["endCursor"]
        return answer

    def news(self) -> list[tuple[str, int]]:
        """Kind and page of what is new."""
        return [(one["kind"], key_of(PAGE, one["pageId"])) for one in self.ask()["nodes"]]
