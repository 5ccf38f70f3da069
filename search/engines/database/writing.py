"""Writing documents to the database engine's index, and the vocabulary with them, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from search import vocabulary
from search.documents import Document
from search.engines.base import Tombstone
from search.engines.database.dialect import dialect
from search.engines.database.sql import compose
from search.engines.database.text import IndexedText, indexed
from search.models import DocumentValue, SearchDocument
from search.stemming import algorithm_of
from search.vocabulary import Said

LONGEST_VALUE = 255
_COLUMNS = [field.attname for field in SearchDocument._meta.concrete_fields if not field.primary_key]


def write(documents: Sequence[Document]) -> None:
    """Write documents, all or none; one that is there in a newer version stays as it is. Constant statements for a batch."""
    with transaction.atomic():
        held = _held({one.id: one.version for one in documents})
        rows = [one for one in documents if one.id not in held.newer]
        if not rows:
            return
        texts = {one.id: indexed(one) for one in rows}
        SearchDocument.objects.bulk_create(
            [_row(one, texts[one.id]) for one in rows],
            update_conflicts=True,
            unique_fields=["page_id"],
            update_fields=_COLUMNS,
        )
        _write_values(rows)
        vocabulary.update(
            held.public,
            [(_said(texts[one.id]), algorithm_of(one.locale)) for one in rows if one.is_public],
        )


def remove(tombstones: Sequence[Tombstone]) -> None:
    """Remove pages, all or none; one that is there in a newer version stays."""
    with transaction.atomic():
        held = _held({one.id: one.version for one in tombstones})
        keys = [one.id for one in tombstones if one.id not in held.newer]
        _delete_values(keys)
        compose("DELETE FROM search_searchdocument WHERE ", dialect().among("page_id", keys)).run()
        vocabulary.update(held.public, [])


class _Held:
    """What the index holds of some pages."""

    def __init__(self) -> None:
        self.newer: set[int] = set()
        self.public: list[Said] = []  # the words of each public document that is not newer


def _held(versions: Mapping[int, int]) -> _Held:
    """What is there of these pages, locked until the end of the transaction, in the order of their keys so that two workers never cross."""
    found = _Held()
    private = DocumentValue.objects.filter(document=OuterRef("pk"), field="restrictions")
    rows = (
        SearchDocument.objects.select_for_update()
        .filter(pk__in=versions)
        .order_by("pk")
        .annotate(private=Exists(private))
    )
    for key, version, words, title, is_private in rows.values_list("pk", "version", "words", "title", "private"):
        if version > versions[key]:
            found.newer.add(key)
        elif not is_private:
            found.public.append(Said(words.split(), set(title.split())))
    return found


def _said(text: IndexedText) -> Said:
    return Said(text.words.split(), set(text.title.split()))


def _row(one: Document, text: IndexedText) -> SearchDocument:
    return SearchDocument(
        page_id=one.id,
        version=one.version,
        type=one.type,
        first_published_at=one.first_published_at,
        last_published_at=one.last_published_at,
        expires_at=one.expires_at,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        reading_minutes=one.reading_minutes,
        checksum=one.checksum,
        length=text.length,
        title=text.title,
        title_stems=text.title_stems,
        body=text.body,
        words=text.words,
        document=one.as_json(),
    )


def _write_values(rows: Sequence[Document]) -> None:
    _delete_values([one.id for one in rows])
    values = [
        (one.id, field, value[:LONGEST_VALUE], _number(one, field)) for one in rows for field, value in _values(one)
    ]
    listed = dialect().table(
        {
            "document_id": ("bigint", [key for key, _, _, _ in values]),
            "field": ("text", [field for _, field, _, _ in values]),
            "value": ("text", [value for _, _, value, _ in values]),
            "number": ("float8", [number for _, _, _, number in values]),
        }
    )
    (
        compose(
            "INSERT INTO search_documentvalue (document_id, field, value, number)"
            " SELECT DISTINCT document_id, field, value, number FROM ",
            listed,
            " listed",
        )
    ).run()


def _number(one: Document, field: str) -> float | None:
    """The number of a field, as a float whatever it is: PostgreSQL takes no list of several types."""
    return float(one.numbers[field]) if field in one.numbers else None


def _delete_values(keys: Sequence[int]) -> None:
    """In one statement: the ORM would read them all first."""
    compose("DELETE FROM search_documentvalue WHERE ", dialect().among("document_id", keys)).run()


def _values(one: Document) -> list[tuple[str, str]]:
    exact = {
        # A number that is in no range has a row for itself alone.
        **dict.fromkeys(one.numbers, ("",)),
        **one.values,
        "ancestry": tuple(map(str, one.ancestry)),
        "restrictions": tuple(map(str, one.restrictions)),
    }
    return [(field, value) for field, values in exact.items() for value in dict.fromkeys(values)]
