"""The cache is a help and no need: an outage of Redis fails no request."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator

import pytest
from redis.exceptions import AuthenticationError

from cms.cache import OptionalRedisCache
from graphql_api.response_cache.tag_versions import Versions
from outages.breaker import SHORTEST, Breaker
from outages.shared_cache import NotAsked, SharedCache, client, patience, shared_cache


@pytest.fixture
def closed_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        yield taken.getsockname()[1]


@pytest.fixture
def cache(closed_port: int) -> Iterator[OptionalRedisCache]:
    yield OptionalRedisCache(f"redis://127.0.0.1:{closed_port}/0", {"OPTIONS": patience()})
    shared_cache.cache_clear()


def test_without_redis_nothing_is_found_and_nothing_fails(cache: OptionalRedisCache) -> None:
    cache.set("a", 1)
    cache.set_many({"a": 1})
    cache.delete_many(["a"])
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1) is True
    assert cache.get_or_set("a", lambda: 7) == 7
    assert not cache.touch("a")
    assert not cache.delete("a")
    assert not cache.has_key("a")
    cache.clear()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_an_outage_costs_one_try_and_one_warning(cache: OptionalRedisCache, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(20):
            cache.get("a")
    assert [record.getMessage() for record in caplog.records] == [
        "cache: it does not answer (ConnectionError); going on without until it does"
    ]


def test_it_is_asked_again_after_a_pause(
    cache: OptionalRedisCache, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = time.monotonic()
    cache._shared = SharedCache(Breaker(clock=lambda: now))
    cache.get("a")
    monkeypatch.setattr("cms.cache.RedisCache.get", lambda *args, **kwargs: "found")
    assert cache.get("a") is None
    now += SHORTEST
    assert cache.get("a") == "found"
    assert [record.getMessage() for record in caplog.records][1:] == ["cache: it answers again after 0 s"]


def test_all_uses_of_a_cache_learn_of_its_outage_from_each_other(cache: OptionalRedisCache) -> None:
    url = cache._servers[0]
    cache.get("a")
    with pytest.raises(NotAsked), shared_cache(url).asked():
        pytest.fail("asked although it is away")
    versions = Versions(client(url), shared_cache(url))
    with pytest.raises(NotAsked):
        versions.now()


def test_a_wrong_password_is_no_outage(cache: OptionalRedisCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AuthenticationError("WRONGPASS")

    monkeypatch.setattr("cms.cache.RedisCache.get", refuse)
    with pytest.raises(AuthenticationError):
        cache.get("a")
