"""Visitors who search without pause while something fails,
and remember every answer that was an error or showed what it must not."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from search.worker import Worker
from tests.support.graphql import GraphQL

SEARCH = """query ($q: String) { search(query: $q, first: 100) { totalCount degraded nodes { title }
  facets(fields: [TYPE]) { buckets { count } } } }"""
ENOUGH = 10  # searches, of all visitors together
SUGGEST = 'query { suggest(prefix: "hous", first: 20) { text } }'


class Visitors:
    """What they saw.

    ``gone`` holds the titles that nobody may see now; ``most`` is how many pages the public can ever find.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.gone: set[str] = set()
        self.asked = 0
        self.degraded = 0
        self.failures: list[str] = []
        self._ending = threading.Event()

    def answer(self) -> dict[str, Any]:
        """One search, as any visitor's."""
        data: dict[str, Any] = GraphQL(Client())(SEARCH, q="housing")["search"]
        return data

    def _come(self) -> None:
        graphql = GraphQL(Client())
        try:
            for turn in itertools.count():
                # However quick the rest was: who asks once or twice sees nothing.
                if self._ending.is_set() and (self.asked > ENOUGH or self.failures):
                    return
                if turn % 3 == 2:
                    self._suggest(graphql)
                else:
                    self._search(graphql, "housing" if turn % 3 else "")
                time.sleep(0.15)  # one process has one interpreter: the rest of the test must get on too
        except Exception as error:  # a thread's exception would be lost
            self.failures.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def _search(self, graphql: GraphQL, query: str) -> None:
        before = set(self.gone)
        answer = graphql.raw(SEARCH, q=query)
        after = set(self.gone)
        self.asked += 1
        if self._judge_errors(answer):
            return
        found = answer["data"]["search"]
        self.degraded += found["degraded"]
        self._judge_titles({one["title"] for one in found["nodes"]}, before & after)
        counted = max((one["count"] for facet in found["facets"] for one in facet["buckets"]), default=0)
        if max(found["totalCount"], counted) > self.most:
            self.failures.append(f"counted {found['totalCount']} and {counted} of at most {self.most}")

    def _suggest(self, graphql: GraphQL) -> None:
        before = set(self.gone)
        answer = graphql.raw(SUGGEST)
        after = set(self.gone)
        if not self._judge_errors(answer):
            self._judge_titles({one["text"] for one in answer["data"]["suggest"]}, before & after)

    def _judge_titles(self, titles: set[str], gone: set[str]) -> None:
        if shown := titles & gone:
            self.failures.append(f"shown after they were withdrawn: {sorted(shown)}")
        if secret := {one for one in titles if "Secret" in one}:
            self.failures.append(f"shown to the public: {sorted(secret)}")

    def _judge_errors(self, answer: dict[str, Any]) -> bool:
        if "errors" in answer:
            self.failures.append(str(answer["errors"]))
        return "errors" in answer

    @contextmanager
    def coming(self, number: int = 2) -> Iterator[Visitors]:
        """They search until the block ends."""
        with _threads([self._come] * number):
            try:
                yield self
            finally:
                self._ending.set()


@contextmanager
def working(interval: float = 0.1) -> Iterator[None]:
    """A search worker, as its command runs it, until the block ends."""
    worker = Worker(interval)

    def work() -> None:
        try:
            worker.run()
        finally:
            connection.close()

    with _threads([work]):
        try:
            yield
        finally:
            worker.stop()


@contextmanager
def _threads(targets: list[Any]) -> Iterator[None]:
    threads = [threading.Thread(target=one) for one in targets]
    for one in threads:
        one.start()
    try:
        yield
    finally:
        # The block within has told them to end by now.
        for one in threads:
            one.join()
