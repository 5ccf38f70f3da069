"""A client that follows the log of changes."""

from __future__ import annotations

from typing import Any

from changes.processing import process_all_changes
from content_types.core.identity import PAGE, key_of
from tests.support.graphql import GraphQL

CHANGES = """query($after: String, $first: Int) { contentChanges(after: $after, first: $first) {
  nodes { pageId pageType kind at path url previousPath page { title } } pageInfo { endCursor hasNextPage } } }"""


class Log:
    """A client of ``contentChanges`` that keeps its cursor."""

    def __init__(self, graphql: GraphQL) -> None:
        self.graphql = graphql
        self.cursor: str | None = None
        self.ask()

    def ask(self, first: int = 100) -> dict[str, Any]:
        process_all_changes()
        answer: dict[str, Any] = self.graphql(CHANGES, after=self.cursor, first=first)["contentChanges"]
        self.cursor = answer["pageInfo"]["endCursor"]
        return answer

    def news(self) -> list[tuple[str, int]]:
        """Kind and page of what is new."""
        return [(one["kind"], key_of(PAGE, one["pageId"])) for one in self.ask()["nodes"]]
