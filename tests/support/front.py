"""A client that asks the whole WSGI application, and so what answers before Django too;
Django's own test client begins behind it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory

from graphql_api.response_cache.repeated_requests import Application, RepeatedRequestCache


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    content: bytes
    by_django: bool

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.content)


class FrontClient(RequestFactory):
    """One process: what it has at hand is its own. Tells of each answer whether Django was asked."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.asked_django = False
        handler = WSGIHandler()

        def django(environ: dict[str, Any], start_response: Any) -> Any:
            self.asked_django = True
            return handler(environ, start_response)

        self.application: Application = RepeatedRequestCache(django)

    def request(self, **extra: Any) -> Any:
        """Send a request through the application."""
        environ: dict[str, Any] = self._base_environ(**extra)
        started: list[tuple[str, list[tuple[str, str]]]] = []
        self.asked_django = False
        # As Django's client does: the connection is the test's.
        request_started.disconnect(close_old_connections)
        try:
            found = self.application(environ, lambda status, headers: started.append((status, headers)))
            content = b"".join(found)
        finally:
            request_started.connect(close_old_connections)
        [(status, headers)] = started
        assert len({name for name, _ in headers}) == len(headers), "no header twice"
        return Answer(int(status[:3]), dict(headers), content, self.asked_django)

    def ask(self, query: str, headers: dict[str, str] | None = None, **variables: Any) -> Answer:
        """POST a query."""
        body = json.dumps({"query": query, "variables": variables})
        answer: Answer = self.post("/graphql/", body, content_type="application/json", headers=headers)
        return answer
