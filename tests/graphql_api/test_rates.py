"""How often one client may ask, and who counts as one."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client, RequestFactory

from access.addresses import client_of
from graphql_api.http import rates
from tests.support.keys import bearer, client_key, member_key
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

DEAR = """{ articles(first: 100) {
  nodes { title topics { name } people { person { name } } places { name } tags sources { title } } } }"""
CLICK = 'mutation { recordSearchClick(input: {token: "x"}) { counted } }'


@pytest.fixture(autouse=True)
def _counted_anew() -> Iterator[None]:
    rates._limiter.cache_clear()
    with time_machine.travel(datetime.now(UTC), tick=False):  # a minute has not passed, however slow the machine
        yield
    rates._limiter.cache_clear()


def allow(settings: Any, **rates_by_kind: str) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, **rates_by_kind}


def ask(client: Client, query: str = "{ __typename }", **extra: Any) -> Any:
    return client.post("/graphql/", json.dumps({"query": query}), content_type="application/json", **extra)


def statuses(client: Client, times: int, **extra: Any) -> list[int]:
    return [ask(client, **extra).status_code for _ in range(times)]


def check_rejection(response: Any) -> None:
    assert response.status_code == 429
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["message"].startswith("More than 3 requests came in 60 seconds. Try again in ")
    assert error["extensions"]["limit"] == 3
    wait = error["extensions"]["retryAfter"]
    assert 1 <= wait <= 60
    assert response["Retry-After"] == str(wait)
    assert response["RateLimit-Policy"] == '"address";q=3;w=60'
    assert response["RateLimit"] == f'"address";r=0;t={wait}'
    assert response["Cache-Control"] == "no-store"


def test_one_address(tree: Tree, client: Client, settings: Any) -> None:
    allow(settings, address="3/minute")
    assert statuses(client, 3) == [200] * 3
    check_rejection(ask(client))
    assert client.get("/graphql/", {"query": "{ __typename }"}).status_code == 429
    assert ask(client, REMOTE_ADDR="203.0.113.9").status_code == 200, "others are not held up"


def test_the_window_slides(tree: Tree, client: Client, settings: Any) -> None:
    """Of the minute before, the share counts that lies within the last sixty seconds: the clock says how much."""
    allow(settings, address="3/minute")
    with time_machine.travel(datetime(2026, 5, 4, 12, 0, 30, tzinfo=UTC), tick=False) as clock:
        assert statuses(client, 4) == [200, 200, 200, 429]
        clock.shift(61)
        assert statuses(client, 2) == [200, 429]
        clock.shift(30)
        assert ask(client).status_code == 200


def test_a_mutation_counts_for_ten(tree: Tree, client: Client, settings: Any) -> None:
    allow(settings, address="12/minute")
    assert ask(client, CLICK).status_code == 200
    assert statuses(client, 3) == [200, 200, 429]
    assert ask(client, CLICK).status_code == 429


def test_a_dear_query_counts_for_several(tree: Tree, client: Client, settings: Any) -> None:
    allow(settings, address="20/minute")
    cost = ask(client, DEAR).json()["extensions"]["cost"]["requested"]
    weight = rates.of_query(cost, changes_something=False)
    assert cost / rates.UNITS <= weight < cost / rates.UNITS + 1
    assert weight > 2 * rates.QUERY
    left = (20 * rates.REQUEST - weight) // rates.QUERY
    assert statuses(client, left + 1) == [200] * left + [429]


def test_a_dear_query_is_rejected_before_it_is_executed(
    tree: Tree, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(settings, address="2/minute")
    executed: list[Any] = []
    monkeypatch.setattr("graphql_api.http.views.run", lambda *given: executed.append(given))
    assert ask(client, DEAR).status_code == 429
    assert executed == []


def test_what_is_rejected_changes_nothing(
    tree: Tree, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(settings, address="5/minute")
    called: list[str] = []
    monkeypatch.setattr("search.log.clicked", lambda token: bool(called.append(token)))
    assert ask(client, CLICK).status_code == 429
    assert called == []


def test_a_member_counts_wherever_they_are(tree: Tree, admin_client: Client, client: Client, settings: Any) -> None:
    allow(settings, member="2/minute", address="1/minute")
    assert [ask(admin_client, REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(3)] == [200, 200, 429]
    assert statuses(client, 2, REMOTE_ADDR="203.0.113.1") == [200, 429], "a signed-in neighbour uses up nothing"


def test_an_invented_session_counts_for_its_address(tree: Tree, settings: Any) -> None:
    allow(settings, address="2/minute")
    found = []
    for number in range(3):
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = f"invented{number:024}"
        found.append(ask(client).status_code)
    assert found == [200, 200, 429]


def test_a_client_counts_for_itself_with_all_its_keys(tree: Tree, client: Client, settings: Any) -> None:
    allow(settings, key="2/minute", address="1/minute")
    keys = [client_key(), client_key(), client_key(name="Another")]
    found = [ask(client, headers=bearer(key)).status_code for key in (*keys, keys[0])]
    assert found == [200, 200, 200, 429], "two keys of one client count together, and those of another do not"
    assert statuses(client, 2) == [200, 429], "and the address has what is its own"


def test_a_member_counts_once_with_apps_and_browser(
    tree: Tree, admin_client: Client, admin_user: Any, settings: Any
) -> None:
    allow(settings, member="3/minute", address="1/minute")
    phone, tablet = member_key(admin_user, "Phone"), member_key(admin_user, "Tablet")
    asked = [
        ask(Client(), headers=bearer(phone), REMOTE_ADDR="203.0.113.1"),
        ask(Client(), headers=bearer(tablet), REMOTE_ADDR="203.0.113.2"),
        ask(admin_client, REMOTE_ADDR="203.0.113.3"),
        ask(Client(), headers=bearer(phone), REMOTE_ADDR="203.0.113.4"),
    ]
    assert [response.status_code for response in asked] == [200, 200, 200, 429]
    assert asked[-1]["RateLimit-Policy"] == '"member";q=3;w=60'


def test_a_wrong_key_counts_for_the_address_that_tries_it(tree: Tree, client: Client, settings: Any) -> None:
    allow(settings, address="3/minute")
    wrong = [f"wham_c_{number:010}_{'x' * 43}" for number in range(4)]
    assert [ask(client, headers=bearer(key)).status_code for key in wrong] == [401, 401, 401, 429]


def test_rates_may_be_turned_off(tree: Tree, client: Client, settings: Any) -> None:
    allow(settings, address="")
    assert set(statuses(client, 20)) == {200}


def test_all_processes_count_together(redis_url: str, tree: Tree, client: Client, settings: Any) -> None:
    settings.RATE_LIMIT_STORAGE = redis_url
    allow(settings, address="3/minute")
    assert statuses(client, 2) == [200, 200]
    rates._limiter.cache_clear()  # as another process
    assert ask(client).status_code == 200
    check_rejection(ask(client))


def test_one_round_trip_a_request(redis_url: str, rf: RequestFactory, settings: Any) -> None:
    settings.RATE_LIMIT_STORAGE = redis_url
    allow(settings, address="100000/minute")
    request = rf.get("/graphql/")
    rates.take(request)
    redis = rates._limiter(redis_url).storage.storage

    def commands() -> int:
        # What clients sent, not what the script did: scripts' own commands are counted in other lines.
        stats = redis.info("commandstats")
        return int(stats["cmdstat_evalsha"]["calls"])

    before = commands()
    for _ in range(50):
        rates.take(request)
    assert commands() - before == 50


def test_while_the_cache_is_away_each_process_counts_for_itself(
    tree: Tree, client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is rejected
        settings.RATE_LIMIT_STORAGE = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        allow(settings, address="3/minute")
        with caplog.at_level(logging.WARNING):
            assert statuses(client, 3) == [200] * 3
            check_rejection(ask(client))
    assert [record.getMessage() for record in caplog.records if record.name.startswith("outages")] == [
        "cache: it does not answer (ConnectionError); going on without until it does"
    ]


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "expected"),
    [
        ([], "203.0.113.5", "", "203.0.113.5"),
        ([], "203.0.113.5", "198.51.100.1", "203.0.113.5"),  # of a stranger
        (["10.0.0.0/8"], "203.0.113.5", "198.51.100.1", "203.0.113.5"),  # past the proxy
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # the first was made up
        (["10.0.0.0/8"], "10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),  # two proxies
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "nonsense", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        (["10.0.0.0/8"], "", "198.51.100.1", "198.51.100.1"),  # through a Unix socket
        ([], "", "198.51.100.1", "unknown"),
        ([], "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ([], "::ffff:203.0.113.5", "", "203.0.113.5"),
        (["fd00::/8"], "fd00::1", "[2001:db8:1:2:ffff::1]:443", "2001:db8:1:2::/64"),
    ],
)
def test_whose_address_counts(
    proxies: list[str], remote: str, forwarded: str, expected: str, rf: RequestFactory, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert client_of(rf.get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})) == expected
