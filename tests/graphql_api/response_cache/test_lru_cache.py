"""What a process has at hand is bounded, and what was asked for last stays."""

from __future__ import annotations

from graphql_api.response_cache.lru_cache import LRUCache


def test_the_least_recently_asked_for_goes_first() -> None:
    memory: LRUCache[str, str] = LRUCache(10, len)
    for key, value in {"a": "xxxx", "b": "xxx", "c": "xx"}.items():
        memory.put(key, value)
    assert (memory.weight, len(memory)) == (9, 3)
    assert memory.get("a") == "xxxx"
    memory.put("d", "xxx")
    assert [memory.get(key) for key in "abcd"] == ["xxxx", None, "xx", "xxx"]
    memory.put("a", "x")
    assert (memory.weight, memory.get("a")) == (6, "x")


def test_what_is_too_large_is_not_held() -> None:
    memory: LRUCache[int, str] = LRUCache(3, len)
    memory.put(1, "xxxx")
    assert (memory.weight, len(memory)) == (0, 0)


def test_what_is_cleared_weighs_nothing() -> None:
    memory: LRUCache[int, str] = LRUCache(3, len)
    memory.put(1, "xx")
    memory.clear()
    assert (memory.weight, memory.get(1)) == (0, None)
