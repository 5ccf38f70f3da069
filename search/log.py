"""Counting what is searched for: how often on a day, with what success, and never by whom.

A search never waits for a write. Counts gather in the memory of a process; a thread of its own adds them to the day's rows
(``search.models.SearchCount``) every ``SEARCH_LOG_INTERVAL`` seconds, or as soon as ``FULL`` rows have gathered, and at the end of the
process. A process that is killed takes the counts of its last seconds with it: they are worth less than a search that waits.

Beside it, how many searches there were in all, for the metrics (``tally``): without what was asked, and for ever.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Sum
from django.utils import timezone

from search import synonyms
from search.models import SearchCount, SearchWord
from search.text import STOP_WORDS, clean, fold, tokens

logger = logging.getLogger(__name__)

MAX_LENGTH = 200  # characters of a query that are kept
NOT_KEPT = "(not kept)"  # stands for every query that may say who somebody is
FULL = 500  # rows that are written without waiting longer; also the most that one statement writes
MOST = 5_000  # rows that a process holds while the database is away; what comes on top is not counted
CLICK_WITHIN = 24 * 3600  # seconds after a search

POPULAR_DAYS = 90
POPULAR_FROM = 3  # times in all: nobody's one-off words are shown to others


class Outcome(StrEnum):
    """How a search ended."""

    ANSWERED = "answered"
    DEGRADED = "degraded"  # by another engine than should have
    FAILED = "failed"  # no engine answered


Row = tuple[date, str]
Counts = tuple[int, int, int, int]  # searches, without result, with click, repaired

_SALT = "search.log"
_EMAIL = re.compile(r"[^\s@]@[^\s@]")
# Six digits or more, as telephone, NHS and hospital numbers and dates of birth are written: with spaces or marks between them.
_NUMBER = re.compile(r"\d(?:[\s()./+–-]*\d){5,}")
_YEARS = re.compile(
    r"(?<!\d)(?<!\d[\s()./+–-])(?:19|20)\d\d\s?[/–-]\s?(?:(?:19|20)\d\d|\d\d)(?![\s()./+–-]*\d)"
)  # 2023–24


class _Pending:
    """What was counted and is not yet written. Safe to use from many threads."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.rows: dict[Row, Counts] = {}
        self.totals: Counter[Outcome] = Counter()
        self.left_out = 0
        self.thread: threading.Thread | None = None

    def add(self, row: Row, counts: Counts) -> None:
        with self.changed:
            held = self.rows.get(row)
            if held is None and len(self.rows) >= MOST:
                self.left_out += 1
                return
            self.rows[row] = _sum(held, counts) if held else counts
            if len(self.rows) in (1, FULL):
                self.changed.notify_all()

    def add_totals(self, totals: Mapping[Outcome, int]) -> None:
        with self.changed:
            if not self.totals:
                self.changed.notify_all()
            self.totals.update(totals)

    def take(self) -> tuple[dict[Row, Counts], Counter[Outcome]]:
        """Everything, which is the caller's from now on."""
        with self.changed:
            rows, self.rows = self.rows, {}
            totals, self.totals = self.totals, Counter()
            if self.left_out:
                logger.warning("search log: %d searches were not counted while the database was away", self.left_out)
                self.left_out = 0
            return rows, totals


_pending = _Pending()


def _start_anew() -> None:
    """In a child process: what the parent counted is the parent's to write, and its thread is not here."""
    global _pending
    _pending = _Pending()


os.register_at_fork(after_in_child=_start_anew)


def record(query: str, *, results: int, repaired: bool) -> str:
    """Count a search on today's row, and give the token by which a click on a result is counted (``clicked``).

    An empty query is not counted and has no token (""), nor has any where ``SEARCH_LOG_ENABLED`` is off. Never waits, never raises.
    """
    kept = kept_form(query)
    if not kept or not settings.SEARCH_LOG_ENABLED:
        return ""
    today = timezone.localdate()
    _add((today, kept), (1, int(results == 0), 0, int(repaired)))
    return signing.dumps({"id": secrets.token_urlsafe(12), "day": today.isoformat(), "query": kept}, salt=_SALT)


def clicked(token: str) -> bool:
    """Count that a result of the token's search was opened; whether it was counted now. At most once a search.

    False for a token that is not ours or older than a day.
    """
    if not token or not settings.SEARCH_LOG_ENABLED:
        return False
    try:
        search = signing.loads(token, salt=_SALT, max_age=CLICK_WITHIN)
    except signing.BadSignature:
        return False
    # A cache that is away lets every click through: counted twice is better than not at all.
    if not cache.add(f"search-click:{search['id']}", 1, CLICK_WITHIN):
        return False
    _add((date.fromisoformat(search["day"]), search["query"]), (0, 0, 1, 0))
    return True


def tally(outcome: Outcome) -> None:
    """Count a search for the metrics; nothing where there are none (``METRICS_TOKEN``). Never waits, never raises."""
    if settings.METRICS_TOKEN:
        _pending.add_totals({outcome: 1})
        _start()


def kept_form(query: str) -> str:
    """A query as it is counted: folded, small, white space folded, cut; ``NOT_KEPT`` where it holds an e-mail address or a long number."""
    text = " ".join(fold(clean(query)).lower().split())
    if _EMAIL.search(text) or _NUMBER.search(_YEARS.sub(" – ", text)):
        return NOT_KEPT
    return text[:MAX_LENGTH].rstrip()


def _add(row: Row, counts: Counts) -> None:
    _pending.add(row, counts)
    _start()


def _start() -> None:
    """Start this process's writer, unless it runs or nothing is to be written by itself."""
    pending = _pending
    if not settings.SEARCH_LOG_INTERVAL or pending.thread is not None:
        return
    with pending.changed:
        if pending.thread is None:
            pending.thread = threading.Thread(target=_write_for_ever, args=(pending,), name="search-log", daemon=True)
            pending.thread.start()
            atexit.register(_write_at_exit)


def _write_for_ever(pending: _Pending) -> None:
    while True:
        with pending.changed:
            pending.changed.wait_for(lambda: bool(pending.rows or pending.totals))
            pending.changed.wait_for(lambda: len(pending.rows) >= FULL, timeout=settings.SEARCH_LOG_INTERVAL)
        if not _try_to_flush():
            time.sleep(settings.SEARCH_LOG_INTERVAL)


def _write_at_exit() -> None:
    _try_to_flush()


def _try_to_flush() -> bool:
    try:
        flush()
    except (DatabaseError, InterfaceError) as error:
        # The type only: the message may hold what was asked.
        logger.warning("search log: could not be written (%s); it is tried again", type(error).__name__)
        return False
    else:
        return True
    finally:
        connection.close()  # this thread's own


def flush() -> int:
    """Write what this process has counted, on the caller's connection; how many rows. Raises DatabaseError, and loses nothing then."""
    rows, totals = _pending.take()
    left = sorted(rows.items())  # in one order everywhere, so that processes never wait for each other in a circle
    try:
        while left:
            _upsert_counts(left[:FULL])
            left = left[FULL:]
        if totals:
            _upsert("search_searchtotal", ("outcome",), ("searches",), sorted(totals.items()))
    except BaseException:
        for row, counts in left:
            _pending.add(row, counts)
        _pending.add_totals(totals)
        raise
    return len(rows)


def _upsert_counts(rows: Iterable[tuple[Row, Counts]]) -> None:
    columns = ("searches", "without_result", "with_click", "repaired")
    values = [(connection.ops.adapt_datefield_value(day), query, *counts) for (day, query), counts in rows]
    _upsert("search_searchcount", ("day", "query"), columns, values)


def _upsert(table: str, keys: Sequence[str], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Add numbers to rows that may be there or not, in one statement. Names are ours; only the values come from elsewhere."""
    marks = ", ".join([f"({', '.join(['%s'] * (len(keys) + len(columns)))})"] * len(rows))
    sums = ", ".join(f"{one} = {table}.{one} + excluded.{one}" for one in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join((*keys, *columns))}) VALUES {marks}"  # noqa: S608 - as said above
            f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}",
            [value for row in rows for value in row],
        )


def _sum(one: Counts, other: Counts) -> Counts:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def prune() -> int:
    """Delete the rows that are older than ``SEARCH_LOG_DAYS``; how many."""
    oldest = timezone.localdate() - timedelta(days=settings.SEARCH_LOG_DAYS)
    return SearchCount.objects.filter(day__lt=oldest).delete()[0]


def popular(prefix: str, limit: int) -> list[str]:
    """Queries that begin with the prefix, most asked first: asked at least three times in 90 days, and mostly with results.

    Only such as are made of words that public documents or the list of synonyms hold: what people mistype, and the names that they type,
    is suggested to nobody, however often it was asked. Two SQL statements.
    """
    begin = kept_form(prefix)
    if not begin or begin == NOT_KEPT or limit < 1:
        return []
    words = {query: set(tokens(query)) for query in _often_asked(begin, limit * 10)}
    known = _public_words(set().union(*words.values()))
    # In words alone: what stands between them may be anything.
    return list(dict.fromkeys(" ".join(tokens(query)) for query, its in words.items() if its <= known))[:limit]


def _often_asked(prefix: str, limit: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(*_asking(prefix, limit))
        return [query for (query,) in cursor.fetchall()]


def _asking(prefix: str, limit: int) -> tuple[str, list[Any]]:
    """The statement and its values. SQL, because it runs with every letter that somebody types."""
    # By the index: SQLite takes it for a range, PostgreSQL for LIKE.
    if connection.vendor == "sqlite":
        begins, values = "query >= %s AND query < %s", [prefix, f"{prefix}\U0010ffff"]
    else:
        begins, values = "query LIKE %s", [re.sub(r"([%_\\])", r"\\\1", prefix) + "%"]
    first_day = timezone.localdate() - timedelta(days=POPULAR_DAYS)
    return (
        f"SELECT query FROM search_searchcount WHERE {begins} AND day >= %s AND query <> %s"  # noqa: S608 - one of the two above
        " GROUP BY query HAVING SUM(searches) >= %s AND SUM(searches) > 2 * SUM(without_result)"
        " ORDER BY SUM(searches) DESC, query LIMIT %s",
        [*values, connection.ops.adapt_datefield_value(first_day), NOT_KEPT, POPULAR_FROM, limit],
    )


def _public_words(words: set[str]) -> set[str]:
    if not words:
        return set()
    held = SearchWord.objects.filter(word__in=words, documents__gt=0).values_list("word", flat=True)
    return {*held, *(words & synonyms.current().vocabulary), *(words & STOP_WORDS)}


def totals(since: date) -> Mapping[str, int]:
    """Everything counted since a day, in sum."""
    columns = ("searches", "without_result", "with_click", "repaired")
    found = SearchCount.objects.filter(day__gte=since).aggregate(**{one: Sum(one) for one in columns})
    return {name: number or 0 for name, number in found.items()}
