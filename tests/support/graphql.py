"""An API client that no mock stands behind."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client


class GraphQL:
    """Asks the real endpoint through Django's test client."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def raw(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The whole answer, errors included."""
        response = self.client.post(
            "/graphql/", json.dumps({"query": query, "variables": variables}), content_type="application/json"
        )
        answer: dict[str, Any] = json.loads(response.content)
        return answer

    def __call__(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The data of an answer that must have no errors."""
        answer = self.raw(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data
