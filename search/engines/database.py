"""The database engine: the full text of the product's own database, SQLite's FTS5 or PostgreSQL's, behind the same questions.

Only how a text is matched and ranked differs between the two (``sqlite``, ``postgresql``); documents, filters and paging are here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from content_types.core.errors import BadInput
from search.documents import Document
from search.engines import DATABASE, postgresql, sqlite
from search.engines.base import Cursor, Failures, Hit, SearchRequest, SearchResult, Tombstone
from search.engines.sql import Condition, Sql
from search.errors import EngineUnavailable
from search.models import DocumentValue, SearchDocument
from search.text import fold

_COLUMNS = [
    "version",
    "type",
    "title",
    "body",
    "first_published_at",
    "expires_at",
    "starts_at",
    "ends_at",
    "reading_minutes",
    "checksum",
    "document",
]
LONGEST_VALUE = 255


class DatabaseEngine:
    """The index in the tables of ``search.models``."""

    name = DATABASE

    def ensure(self) -> bool:
        """The tables are there once the migrations have run."""
        return False

    # --- Writing ----------------------------------------------------------------------------------------------------------------

    def index(self, documents: Sequence[Document]) -> Failures:
        """Write documents, all or none."""
        with transaction.atomic():
            newer = self._newer({one.id: one.version for one in documents})
            rows = [one for one in documents if one.id not in newer]
            keys = [one.id for one in rows]
            SearchDocument.objects.bulk_create(
                [_row(one) for one in rows],
                update_conflicts=True,
                unique_fields=["page_id"],
                update_fields=_COLUMNS,
            )
            DocumentValue.objects.filter(document__in=keys).delete()
            DocumentValue.objects.bulk_create([value for one in rows for value in _values(one)], batch_size=500)
        return Failures()

    def delete(self, tombstones: Sequence[Tombstone]) -> Failures:
        """Remove pages, all or none."""
        with transaction.atomic():
            newer = self._newer({one.id: one.version for one in tombstones})
            SearchDocument.objects.filter(pk__in=[one.id for one in tombstones if one.id not in newer]).delete()
        return Failures()

    def _newer(self, versions: dict[int, int]) -> set[int]:
        rows = SearchDocument.objects.select_for_update().filter(pk__in=versions).order_by("pk")
        return {key for key, version in rows.values_list("pk", "version") if version > versions[key]}

    # --- Searching --------------------------------------------------------------------------------------------------------------

    def search(self, request: SearchRequest) -> SearchResult:
        """The hits of a request, by one SQL statement (two past the end)."""
        matching = _matching(request).where(*_filters(request))
        after = request.after
        position = after.position if after else 0
        own = after is not None and after.engine == self.name
        beyond = _beyond(request, after, matching) if after and own else ("1 = 1", [])
        try:
            rows, total = matching.page(beyond, request.first + 1, 0 if own else position)
        except DatabaseError as error:
            if connection.in_atomic_block:
                raise  # the transaction is broken: its owner must know
            raise EngineUnavailable(f"The database could not search ({type(error).__name__}).") from error
        hits = [
            Hit(
                id=key,
                type=kind,
                score=sort if request.ranked else None,
                cursor=Cursor(self.name, position + nth, _sortable(sort), key),
            )
            for nth, (key, kind, sort) in enumerate(rows[: request.first], 1)
        ]
        return SearchResult(self.name, hits, total, len(rows) > request.first)


def _row(one: Document) -> SearchDocument:
    return SearchDocument(
        page_id=one.id,
        version=one.version,
        type=one.type,
        title=fold(one.title),
        body=fold(one.body),
        first_published_at=one.first_published_at,
        expires_at=one.expires_at,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        reading_minutes=one.reading_minutes,
        checksum=one.checksum,
        document=one.as_json(),
    )


def _values(one: Document) -> list[DocumentValue]:
    exact = {
        **one.values,
        "ancestry": tuple(map(str, one.ancestry)),
        "restrictions": tuple(map(str, one.restrictions)),
    }
    return [
        DocumentValue(document_id=one.id, field=field, value=value[:LONGEST_VALUE])
        for field, values in exact.items()
        for value in dict.fromkeys(values)
    ]


def _matching(request: SearchRequest) -> Sql:
    """The documents that match the text, with their score; all of them, scored by their date, where there is none."""
    if request.browses:
        return Sql(source="search_searchdocument d", score="d.first_published_at", ranked=False)
    words = [word for clause in request.clauses for word in clause.words]
    if connection.vendor == "postgresql":
        return postgresql.matching(words)
    return sqlite.matching(words)


def _filters(request: SearchRequest) -> list[Condition]:
    made: list[Condition] = [
        ("(d.expires_at IS NULL OR d.expires_at > %s)", [_moment(request.reader.now)]),
        _having("ancestry", map(str, sorted(request.reader.refused_pages)), negated=True),
        _having("restrictions", map(str, sorted(request.reader.refused_restrictions)), negated=True),
    ]
    if request.published_from is not None:
        made.append(("d.first_published_at >= %s", [_moment(request.published_from)]))
    if request.published_before is not None:
        made.append(("d.first_published_at < %s", [_moment(request.published_before)]))
    for one in request.filters:
        if one.any_of is not None:
            made.append(_having(one.field, one.any_of))
        made.extend(_having(one.field, [value]) for value in one.all_of)
        made.append(_having(one.field, one.none_of, negated=True))
    return made


def _having(field: str, values: Any, *, negated: bool = False) -> Condition:
    """A condition: the document has, or has not, one of these values."""
    wanted = list(values)
    if not wanted:
        return ("1 = 1" if negated else "1 = 0"), []
    marks = ", ".join(["%s"] * len(wanted))
    # Uncorrelated, so that the index on (field, value) gives the set once, whatever the number of matches.
    inside = f"(SELECT v.document_id FROM search_documentvalue v WHERE v.field = %s AND v.value IN ({marks}))"  # noqa: S608 - marks only
    return f"d.page_id {'NOT IN' if negated else 'IN'} {inside}", [field, *wanted]


def _beyond(request: SearchRequest, after: Cursor, matching: Sql) -> Condition:
    """The condition that leaves what comes after the cursor."""
    if request.ranked:
        sort: Any = after.sort
        tie = "page_id > %s"
    else:
        sort = _moment(_moment_of(after, request.reader.now))
        tie = "page_id < %s"
    mark = matching.mark
    return f"(score < {mark} OR (score = {mark} AND {tie}))", [sort, sort, after.id]


def _moment_of(after: Cursor, now: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(after.sort / 1_000_000, tz=now.tzinfo)
    except (ValueError, OverflowError, OSError) as error:
        raise BadInput("`after` is not a cursor of this search. Leave it out to begin again.", "after") from error


def _sortable(value: Any) -> float:
    """What a cursor keeps of a sort value: a score, or a moment in microseconds since 1970 (exact in a double until 2255)."""
    if isinstance(value, float | int):
        return float(value)
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=connection.timezone)
    return float(round(aware.timestamp() * 1_000_000))


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)
