"""Liveness and readiness, as a load balancer asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from cms import health


@pytest.fixture
def balancer(settings: Any) -> Client:
    """Asks by number over plain HTTP, while the site insists on its name and on HTTPS."""
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["library.example.org"]
    return Client(headers={"Host": "10.0.0.7:8000"})


def test_a_process_lives_without_a_database(balancer: Client) -> None:
    response = balancer.get("/health/live/")  # no fixture for the database: a query would fail the test
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_a_process_is_ready(balancer: Client) -> None:
    response = balancer.get("/health/ready/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_not_ready_while_migrations_are_missing(balancer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "missing_migrations", lambda: 3)
    response = balancer.get("/health/ready/")
    assert (response.status_code, response.content) == (503, b"The database lacks 3 migrations of this release.\n")
    monkeypatch.setattr(health, "missing_migrations", lambda: 0)
    assert balancer.get("/health/ready/").status_code == 200


def test_not_ready_while_the_database_is_away(balancer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection to server at 10.1.2.3 failed")

    monkeypatch.setattr(health.connection, "cursor", refuse)
    response = balancer.get("/health/ready/")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")


def test_other_addresses_insist_on_the_name(balancer: Client) -> None:
    assert balancer.get("/health/").status_code == 400
