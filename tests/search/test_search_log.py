"""The counts of searches: what is kept, what is not, and that no search waits for them."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.management.commands import scheduler
from search import log
from search.models import SearchCount, SearchTotal, SearchWord, Synonym
from tests.support.patience import PATIENCE

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> Iterator[None]:
    log._pending.take()
    cache.clear()
    yield
    log._pending.take()


def counted() -> dict[str, tuple[int, int, int, int]]:
    """What is written, by query: searches, without result, with click, repaired."""
    log.flush()
    return {
        row.query: (row.searches, row.without_result, row.with_click, row.repaired)
        for row in SearchCount.objects.filter(day=timezone.localdate())
    }


# --- What is kept -----------------------------------------------------------------------------------------------------


def test_searches_of_a_day_are_one_row_a_query() -> None:
    log.record("  Food   BANKS ", results=3, repaired=False)
    log.record("food banks", results=0, repaired=True)
    assert counted() == {"food banks": (2, 1, 0, 1)}
    log.record("Fôod banks", results=2, repaired=False)
    log.record("damp", results=2, repaired=False)
    assert counted() == {"food banks": (3, 1, 0, 1), "damp": (1, 0, 0, 0)}


def test_a_row_holds_nobody() -> None:
    assert {field.name for field in SearchCount._meta.get_fields()} == {
        "id", "day", "query", "searches", "without_result", "with_click", "repaired",
    }  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "jo@example.org", "letter to jo.smith@nhs.net please", "jo＠example.org", "9434765919", "943 476 5919",
        "943-476-5919", "call 0113 496 0000", "(0113) 4960000", "+44 7700 900123", "hospital number 123456",
        "born 12/03/2019", "１２３４５６", "٠١٢٣٤٥", "2019-2021 0113",
    ],
)  # fmt: skip
def test_what_may_say_who_somebody_is_is_not_kept(query: str) -> None:
    token = log.record(query, results=1, repaired=False)
    assert counted() == {"(not kept)": (1, 0, 0, 0)}
    assert signing.loads(token, salt="search.log")["query"] == "(not kept)"


@pytest.mark.parametrize(
    "query",
    [
        "under 5s",
        "covid 2020",
        "2023-24 figures",
        "2019/2020",
        "5 a day",
        "covid-19",
        "section 17",
        "@nhs",
        "10000 steps",
    ],
)
def test_other_numbers_are_kept(query: str) -> None:
    log.record(query, results=1, repaired=False)
    assert list(counted()) == [query]


def test_awkward_queries() -> None:
    log.record("x" * 500, results=1, repaired=False)
    log.record("nul\x00 and \ud800 and \ue000", results=1, repaired=False)
    assert log.record("   ", results=1, repaired=False) == ""
    assert set(counted()) == {"x" * 200, "nul and and"}


def test_nothing_is_counted_where_it_is_switched_off(settings: Any) -> None:
    token = log.record("damp", results=1, repaired=False)
    settings.SEARCH_LOG_ENABLED = False
    assert log.record("mould", results=1, repaired=False) == ""
    assert not log.clicked(token)
    assert list(counted()) == ["damp"]


def test_old_counts_are_deleted(settings: Any) -> None:
    settings.SEARCH_LOG_DAYS = 30
    today = timezone.localdate()
    for age in (0, 30, 31, 400):
        SearchCount.objects.create(day=today - timedelta(days=age), query="damp", searches=1)
    out = StringIO()
    call_command("prune_search_log", stdout=out)
    assert "2 counts older than 30 days" in out.getvalue()
    assert [(today - row.day).days for row in SearchCount.objects.order_by("-day")] == [0, 30]
    call_command("prune_search_log", stdout=out)


def test_the_scheduler_deletes_them_too(tree: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "close_old_connections", lambda: None)  # this test's transaction is on it
    monkeypatch.setattr(scheduler.signal, "signal", lambda *arguments: None)
    SearchCount.objects.create(day=timezone.localdate() - timedelta(days=1000), query="damp", searches=1)
    call_command("scheduler", once=True)
    assert not SearchCount.objects.exists()


# --- Clicks -----------------------------------------------------------------------------------------------------------


def test_one_click_a_search_is_counted() -> None:
    first, second = (log.record("damp", results=2, repaired=False) for _ in range(2))
    assert first != second
    assert log.clicked(first)
    assert not log.clicked(first)
    assert log.clicked(second)
    assert counted() == {"damp": (2, 0, 2, 0)}


def test_a_click_counts_on_the_day_of_its_search(monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.localdate()
    token = log.record("damp", results=2, repaired=False)
    monkeypatch.setattr(timezone, "localdate", lambda: today + timedelta(days=1))
    assert log.clicked(token)
    log.flush()
    assert [(row.day, row.with_click) for row in SearchCount.objects.all()] == [(today, 1)]


def test_foreign_and_old_tokens_count_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    token = log.record("damp", results=2, repaired=False)
    forged = signing.dumps({"id": "x", "day": "2026-01-01", "query": "buy this"}, salt="another")
    for bad in ("", "nonsense", token[:-1], token + "x", forged):
        assert not log.clicked(bad)
    later = time.time() + 24 * 3600 + 1
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert not log.clicked(token)
    assert counted() == {"damp": (1, 0, 0, 0)}


# --- Writing ----------------------------------------------------------------------------------------------------------


def test_a_search_makes_no_statement_and_a_write_makes_one() -> None:
    with CaptureQueriesContext(
        connection,
    ) as none:
        for number in range(400):
            log.record(f"query {number % 300}", results=1, repaired=False)
    assert len(none) == 0
    with CaptureQueriesContext(connection) as one:
        assert log.flush() == 300
    assert len(one) == 1
    assert log.flush() == 0


def test_nothing_is_lost_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    log.record("damp", results=1, repaired=False)

    def refuse(*arguments: Any) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(log, "_upsert", refuse)
        with pytest.raises(DatabaseError):
            log.flush()
    log.record("damp", results=1, repaired=False)
    assert counted() == {"damp": (2, 0, 0, 0)}


def test_searches_in_all_are_counted_where_there_are_metrics(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    log.tally(log.Outcome.ANSWERED)  # there are none
    settings.METRICS_TOKEN = "a-token-of-tests-only"
    for outcome in ("answered", "answered", "failed"):
        log.tally(log.Outcome(outcome))
    with monkeypatch.context() as patch:
        patch.setattr(log, "_upsert", lambda *arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            log.flush()
    log.flush()
    log.tally(log.Outcome.ANSWERED)
    log.flush()
    assert dict(SearchTotal.objects.values_list("outcome", "searches")) == {"answered": 3, "failed": 1}


def test_memory_stays_bounded_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr(log, "MOST", 10)
    for number in range(15):
        log.record(f"query {number}", results=1, repaired=False)
    log.record("query 3", results=1, repaired=False)
    assert len(counted()) == 10
    assert counted()["query 3"] == (2, 0, 0, 0)
    assert "5 searches were not counted" in caplog.text


def test_many_threads_lose_nothing() -> None:
    def ask() -> None:
        for number in range(200):
            log.record(f"query {number % 5}", results=1, repaired=False)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert counted() == {f"query {number}": (320, 0, 0, 0) for number in range(5)}


# --- What others ask often --------------------------------------------------------------------------------------------


@pytest.fixture
def asked() -> Callable[..., None]:
    """Count that a query was asked, some days ago; its words are in public documents unless said."""

    def asked(query: str, times: int, *, vain: int = 0, days: int = 0, public: bool = True) -> None:
        day = timezone.localdate() - timedelta(days=days)
        SearchCount.objects.create(day=day, query=query, searches=times, without_result=vain)
        if public:
            words = [SearchWord(word=one, documents=1, lexeme=one) for one in query.split()]
            SearchWord.objects.bulk_create(words, ignore_conflicts=True)

    return asked


def test_what_is_asked_often_is_suggested(asked: Callable[..., None]) -> None:
    asked("food bank", 4)
    asked("food", 9, vain=4)
    asked("food parcels", 2, days=1)
    asked("food parcels", 1, days=80)
    asked("foot", 50)
    assert log.popular("foo", 3) == ["foot", "food", "food bank"]
    assert log.popular(" FOOD ", 9) == ["food", "food bank", "food parcels"]
    assert log.popular("food b", 9) == ["food bank"]
    for nothing in ("", "%", "_ood", "foo\\", "fo%", "zz", "jo@example.org"):
        assert log.popular(nothing, 9) == []


def test_a_suggestion_is_words_alone(asked: Callable[..., None]) -> None:
    asked("poverty 🖕 <b/>", 4)
    asked("poverty families", 3)
    SearchWord.objects.create(word="b", documents=1, lexeme="b")
    assert log.popular("pov", 9) == ["poverty b", "poverty families"]


def test_what_is_not_suggested(asked: Callable[..., None]) -> None:
    asked("damp once", 2)
    asked("damp in vain", 4, vain=2)
    asked("damp long ago", 9, days=91)
    asked("damp jane smith", 9, public=False)
    asked("damp safegaurding", 9, public=False)
    asked("(not kept)", 9)
    assert log.popular("damp", 9) == []
    assert log.popular("(", 9) == []


def test_words_of_the_synonyms_may_be_suggested(asked: Callable[..., None]) -> None:
    asked("skint", 5, public=False)
    assert log.popular("sk", 9) == []
    Synonym.objects.create(kind="one_way", words="skint", also_finds="poverty")
    assert log.popular("sk", 9) == ["skint"]


def test_the_prefix_is_found_by_the_index(asked: Callable[..., None]) -> None:
    rows = [SearchCount(day=timezone.localdate(), query=f"{n:06x} words", searches=3) for n in range(20_000)]
    SearchCount.objects.bulk_create(rows, batch_size=5000)
    statement, values = log._asking("00a_%\\", 5)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_searchcount")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{statement}", values)
        plan = str(cursor.fetchall())
    assert "search_count_prefix" in plan, plan


# --- A process of its own ---------------------------------------------------------------------------------------------

PROGRAM = """
import os, sys, time
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", "search", verbosity=0)
from django.db import connection
from search import log
from search.models import SearchCount
settings.SEARCH_LOG_INTERVAL = float(sys.argv[1])
log.record("parent", results=1, repaired=False)
connection.close()
child = os.fork()
log.record("child" if child == 0 else "parent", results=1, repaired=False)
if child == 0:
    sys.exit()  # as a web worker ends: what is not yet written is written now
os.waitpid(child, 0)
deadline = time.monotonic() + 120
while time.monotonic() < deadline and not SearchCount.objects.filter(query="parent").exists():
    time.sleep(0.05)
print(sorted(SearchCount.objects.values_list("query", "searches")))
"""


@pytest.mark.slow
@pytest.mark.parametrize("interval", [0.3])
def test_each_process_writes_what_it_counted_by_itself(tmp_path: Any, interval: float) -> None:
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'log.sqlite3'}",
        "ELASTICSEARCH_URL": "",
        "PYTHONPATH": os.getcwd(),
    }
    done = subprocess.run(
        [sys.executable, str(program), str(interval)],
        env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[('child', 1), ('parent', 2)]", done.stderr
