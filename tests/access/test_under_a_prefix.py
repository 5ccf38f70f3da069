"""The site below a path prefix is guarded as it is at the root."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from access.paths import lies_below
from graphql_api.http.time_budget import reset_before_other_requests
from tests.support.keys import ask, bearer, client_key, data, member_key
from tests.support.prefix import site_below

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["", "/library", "/a/b"], autouse=True)
def _prefix(request: pytest.FixtureRequest) -> Any:
    with site_below(request.param):
        yield


@pytest.fixture
def root(db: None) -> Any:
    return get_user_model().objects.create_superuser("root", "root@example.org", "kept-secret-1")


def test_a_key_opens_nothing_in_the_admin(root: Any) -> None:
    """Not even a superuser's."""
    for name in ("wagtailadmin_home", "wagtailusers_users:index", "wagtailadmin_api:pages:listing"):
        answer = Client().get(reverse(name), headers=bearer(member_key(root)))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith(reverse("wagtailadmin_login"))
    before = get_user_model().objects.count()
    new = {"username": "mine", "email": "x@example.org", "first_name": "A", "last_name": "B", "is_superuser": "on"}
    Client().post(reverse("wagtailusers_users:add"), new, headers=bearer(member_key(root)))
    assert get_user_model().objects.count() == before


def test_elsewhere_keys_are_looked_at(root: Any) -> None:
    for address in ("/", "/events.ics", "/graphql-for-beginners/", "/administrators/"):
        refused = Client().get(address, headers={"authorization": "Bearer wham_c_x"})
        assert refused.status_code == 401, address
        assert "no-store" in Client().get(address, headers=bearer(client_key(name=address)))["Cache-Control"]


def test_the_api_looks_at_them_itself(root: Any) -> None:
    assert data(ask("{ myTokens { device } }", **bearer(member_key(root))))["myTokens"] == [{"device": "Phone"}]
    assert ask("{ __typename }", authorization="Bearer wham_c_x").status_code == 401


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/graphql", True),
        ("/graphql/", True),
        ("/graphql/schema.graphql", True),
        ("/graphql-for-beginners/", False),
        ("/", False),
        ("/library/graphql/", False),
    ],
)
def test_which_paths_are_the_apis(path: str, expected: bool) -> None:
    request = WSGIRequest({**RequestFactory()._base_environ(), "PATH_INFO": path})
    assert lies_below(request.path_info, "graphql") is expected


def test_only_another_view_takes_the_time_limit_of_the_api_back() -> None:
    """Asked by PATH_INFO alone, which never has the prefix."""
    for path, kept in (("/graphql/", True), ("/admin/", False)):
        connection._statement_limit = (None, 5_000)  # type: ignore[attr-defined]  # as the API leaves it
        reset_before_other_requests(None, {"PATH_INFO": path})
        assert hasattr(connection, "_statement_limit") is kept
        vars(connection).pop("_statement_limit", None)
