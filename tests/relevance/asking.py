"""Asks the product's own GraphQL field ``search``, through Django's test client."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any

from django.test import Client

SEARCH = """query($text: String!, $first: Int!) {
  search(query: $text, first: $first) { degraded tookMs searchedInsteadFor didYouMean nodes { path } } }"""
PAGE = "query($path: String!) { page(by: {path: $path}) { path } }"


class SearchFailed(Exception):
    """The API gave errors, or an engine answered in the place of the one that is measured."""


@dataclass(frozen=True)
class Answer:
    """What a search found."""

    paths: list[str]  # best first, as /knowledge/the-missed-bus/
    milliseconds: float  # of the whole request
    took: int  # of these, milliseconds that the search says it took
    replaced: str | None = None  # the query that was searched for instead
    offered: str | None = None  # the query that was offered, whether or not it was searched for


class Library:
    """The public library, as an anonymous client sees it."""

    def __init__(self) -> None:
        self._client = Client()

    def search(self, text: str, first: int) -> Answer:
        """The best ``first`` pages (at most 100) for a query. Raises SearchFailed."""
        began = time.perf_counter()
        found = self._ask(SEARCH, text=text, first=first)["search"]
        milliseconds = (time.perf_counter() - began) * 1000
        if found["degraded"]:
            raise SearchFailed(f"The engine to be measured is away; another one answered {text!r}.")
        return Answer(
            [node["path"] for node in found["nodes"]],
            milliseconds,
            found["tookMs"],
            replaced=found["searchedInsteadFor"],
            offered=found["didYouMean"],
        )

    def shows(self, path: str) -> bool:
        """Whether anyone may read the page at this path."""
        return self._ask(PAGE, path=path)["page"] is not None

    def _ask(self, query: str, **variables: Any) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables})
        answer = self._client.post("/graphql/", body, content_type="application/json").json()
        if "errors" in answer:
            raise SearchFailed(f"{variables}: {answer['errors']}")
        data: dict[str, Any] = answer["data"]
        return data
