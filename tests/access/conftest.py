"""Keys of every kind, and a client of the API that sends headers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from access import throttle
from access.models import ApiClient, MemberToken
from access.scopes import Scope

PASSWORD = "a-password-of-nobody"

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_guesses_yet() -> None:
    cache.clear()
    throttle.forget_all()


@pytest.fixture
def member(db: None) -> Any:
    return get_user_model().objects.create_user("amira", "amira@example.org", PASSWORD)


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
    return {"authorization": f"Bearer {key}"}


def member_key(user: Any, device: str = "Phone") -> str:
    return MemberToken.new(user, device, timezone.now() + timedelta(days=30))[1]


def client_key(*scopes: Scope, name: str = "Website builder") -> str:
    row, _ = ApiClient.objects.get_or_create(name=name, defaults={"scopes": [Scope.READ.value, *scopes]})
    return row.new_key(timezone.now() + timedelta(days=90))
