"""The circuit breaker, and what answers while it is open."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from outages.breaker import LONGEST, SHORTEST, Breaker
from search.engines.base import (
    Cursor,
    Hit,
    Reader,
    SearchRequest,
    SearchResult,
    SimilarRequest,
    SuggestRequest,
)
from search.engines.fallback import WithFallback
from search.errors import EngineAway, EngineUnavailable, IndexMissing

READER = Reader(datetime(2026, 3, 1, tzinfo=UTC))
REQUEST = SearchRequest(READER, 10)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock=clock, spread=lambda: 1.0)


def fail(breaker: Breaker) -> bool:
    trial = breaker.admit()
    assert trial is not None
    return trial.failed()


def test_opens_at_the_first_failure_and_lets_one_try_when_the_time_is_up(breaker: Breaker, clock: Clock) -> None:
    assert fail(breaker) is True
    assert breaker.admit() is None
    clock.now += SHORTEST - 0.01
    assert breaker.is_open
    clock.now += 0.02
    trial = breaker.admit()
    assert trial is not None
    assert breaker.admit() is None, "one at a time"
    trial.succeeded()
    assert all(breaker.admit() is not None for _ in range(3))


def test_waits_longer_each_time_up_to_a_limit_and_is_short_again_after_a_success(
    breaker: Breaker, clock: Clock
) -> None:
    waits = []
    for nth in range(8):
        assert fail(breaker) is (nth == 0)
        began = clock.now
        while breaker.is_open:
            clock.now += 0.5
        waits.append(clock.now - began)
    assert waits == [1, 2, 4, LONGEST, LONGEST, LONGEST, LONGEST, LONGEST]
    trial = breaker.admit()
    assert trial is not None
    trial.succeeded()
    fail(breaker)
    clock.now += SHORTEST
    assert not breaker.is_open


def test_a_server_that_is_back_is_asked_within_five_seconds() -> None:
    assert LONGEST + 1 <= 5, "with the second that a try under way may last"


def test_calls_that_were_under_way_when_it_opened_change_nothing(breaker: Breaker, clock: Clock) -> None:
    first, second, third = breaker.admit(), breaker.admit(), breaker.admit()
    assert first is not None
    assert second is not None
    assert third is not None
    assert first.failed() is True
    assert second.failed() is False, "they all met the same outage"
    third.succeeded()  # an answer that was on its way
    assert breaker.is_open
    clock.now += SHORTEST
    assert not breaker.is_open, "the late failure did not prolong it"


def test_a_try_that_was_abandoned_leaves_another_to_try(breaker: Breaker, clock: Clock) -> None:
    fail(breaker)
    clock.now += SHORTEST
    trial = breaker.admit()
    assert trial is not None
    trial.abandoned()
    assert breaker.admit() is not None


def test_spreads_the_tries_of_many_processes() -> None:
    clock = Clock()
    ends = set()
    for _ in range(20):
        breaker = Breaker(clock=clock)
        fail(breaker)
        ends.add(breaker._until - clock.now)
    assert len(ends) > 10
    assert all(0.5 * SHORTEST <= one <= SHORTEST for one in ends)


def test_many_threads_let_exactly_one_try(breaker: Breaker, clock: Clock) -> None:
    fail(breaker)
    clock.now += SHORTEST
    as_batch = threading.Barrier(8)
    admitted = []

    def ask() -> None:
        as_batch.wait()
        if breaker.admit() is not None:
            admitted.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(admitted) == 1


# --- Two engines ------------------------------------------------------------------------------------------------------


class Answering:
    """An engine that answers, or raises ``error``."""

    def __init__(self, name: str, error: Exception | None = None) -> None:
        self.name = name
        self.error = error
        self.asked = 0

    def _answer(self, value: Any) -> Any:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return value

    def search(self, request: SearchRequest) -> SearchResult:
        hit = Hit(1, "article", None, Cursor(self.name, 1, 0.0, 1))
        result: SearchResult = self._answer(SearchResult(self.name, [hit], 1, False))
        return result

    def suggest(self, request: SuggestRequest) -> Sequence[tuple[int, str]]:
        rows: list[tuple[int, str]] = self._answer([(1, self.name)])
        return rows

    def similar(self, request: SimilarRequest) -> Mapping[int, Sequence[tuple[int, str]]]:
        rows: dict[int, list[tuple[int, str]]] = self._answer({1: [(2, self.name)]})
        return rows


def both(error: Exception | None, breaker: Breaker) -> tuple[Answering, Answering, WithFallback]:
    primary, fallback = Answering("first", error), Answering("second")
    return primary, fallback, WithFallback(primary, fallback, breaker)


def test_the_first_answers_while_it_can(breaker: Breaker) -> None:
    _, fallback, engine = both(None, breaker)
    assert engine.name == "first"
    assert (engine.search(REQUEST).engine, engine.search(REQUEST).degraded) == ("first", False)
    assert engine.suggest(SuggestRequest(READER, ("a",), 5)) == [(1, "first")]
    assert engine.similar(SimilarRequest(READER, (1,), 5)) == {1: [(2, "first")]}
    assert fallback.asked == 0


def test_one_time_out_costs_one_request(breaker: Breaker, clock: Clock) -> None:
    primary, fallback, engine = both(EngineAway("It did not answer."), breaker)
    for _ in range(5):
        result = engine.search(REQUEST)
        assert (result.engine, result.degraded) == ("second", True)
    assert engine.suggest(SuggestRequest(READER, ("a",), 5)) == [(1, "second")]
    assert engine.similar(SimilarRequest(READER, (1,), 5)) == {1: [(2, "second")]}
    assert (primary.asked, fallback.asked) == (1, 7)
    clock.now += SHORTEST
    primary.error = None
    assert engine.search(REQUEST).degraded is False
    assert engine.search(REQUEST).degraded is False


@pytest.mark.parametrize("error", [EngineUnavailable("status 400"), IndexMissing("It is not there.")])
def test_a_rejection_opens_nothing(breaker: Breaker, error: Exception) -> None:
    primary, _, engine = both(error, breaker)
    for _ in range(3):
        assert engine.search(REQUEST).degraded is True
    assert primary.asked == 3
    primary.error = None
    assert engine.search(REQUEST).degraded is False


def test_an_error_of_ours_is_raised_and_blocks_nothing(breaker: Breaker, clock: Clock) -> None:
    primary, _, engine = both(EngineAway("It did not answer."), breaker)
    engine.search(REQUEST)
    clock.now += SHORTEST
    primary.error = ValueError("a bug")
    with pytest.raises(ValueError, match="a bug"):
        engine.search(REQUEST)
    primary.error = None
    assert engine.search(REQUEST).degraded is False


def test_a_list_that_the_second_began_goes_on_there(breaker: Breaker) -> None:
    primary, _, engine = both(None, breaker)
    result = engine.search(replace(REQUEST, after=Cursor("second", 3, 0.0, 1)))
    assert (result.engine, result.degraded, primary.asked) == ("second", True, 0)


def test_both_away_is_told(breaker: Breaker) -> None:
    _, fallback, engine = both(EngineAway("It did not answer."), breaker)
    fallback.error = EngineUnavailable("The database could not search.")
    with pytest.raises(EngineUnavailable, match="The database could not search"):
        engine.search(REQUEST)


@pytest.mark.django_db
def test_a_dead_server_is_asked_once_by_a_process(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from elasticsearch import Elasticsearch

    from search.engines import get_engine

    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"  # the port of the discard service, which nobody runs
    asked = []
    real = Elasticsearch.search
    monkeypatch.setattr(Elasticsearch, "search", lambda self, **kwargs: (asked.append(1), real(self, **kwargs))[1])
    for _ in range(20):
        assert get_engine().search(REQUEST).degraded is True
    assert len(asked) == 1
