"""Keys of members and client applications, and requests to the API that show them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from access.models import ApiClient, MemberToken
from access.scopes import Scope

PASSWORD = "a-password-of-nobody"


def ask(query: str, variables: dict[str, Any] | None = None, client: Client | None = None, **headers: str) -> Any:
    """The response to a query that is sent with these headers (``authorization=…``, ``x_page_access=…``)."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"query": query, "variables": variables or {}})
    return (client or Client()).post("/graphql/", body, content_type="application/json", headers=named)


def data(response: Any) -> dict[str, Any]:
    """The data of a response that must have no errors."""
    answer = response.json()
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]
    return found


def bearer(key: str) -> dict[str, str]:
    """The header that shows a key."""
    return {"authorization": f"Bearer {key}"}


def member_key(user: Any, device: str = "Phone") -> str:
    """A new key of a member, as an app has it after signing in."""
    return MemberToken.new(user, device, timezone.now() + timedelta(days=30))[1]


def client_key(*scopes: Scope, name: str = "Website builder") -> str:
    """A new key of a client application, which may read and what else these scopes say."""
    row, _ = ApiClient.objects.get_or_create(name=name, defaults={"scopes": [Scope.READ.value, *scopes]})
    return row.new_key(timezone.now() + timedelta(days=90))
