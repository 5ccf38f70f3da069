"""The files in taxonomy/: checking them, and writing terms with those that they refer to before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from content_types.core.row_locks import lock_objects
from import_export import scalars
from import_export.dates import Calendar
from import_export.field_codecs import Codec, NumberCodec, Reading, Showing, Values
from import_export.folder import Folder
from import_export.outcome import CHANGED, CREATED, UNCHANGED, Outcome
from import_export.problems import Report, SourceLocation, did_you_mean
from import_export.record_reading import check_clean, read_codecs, report_errors
from import_export.records import codecs_of, put, same, values_of
from import_export.references import PLANNED, References
from import_export.schema import term_models
from import_export.states import DRAFT, LIVE, TERM_STATES, read_state
from import_export.yaml_reader import Mapping, Scalar

FOLDER = "taxonomy"


@dataclass(frozen=True)
class TermEntry:
    """One entry of a file; ``position`` is its place in the file, from 0, and the order in which terms are shown."""

    model: type[Model]
    file: str
    slug: str
    position: int
    mapping: Mapping
    path: str

    def location(self, report: Report) -> SourceLocation:
        """Where it stands."""
        return SourceLocation(report, self.file, self.mapping.line, self.path)


Terms = dict[tuple[type[Model], str], TermEntry]


def term_codecs(model: type[Model]) -> list[Codec]:
    """The fields of a term: its slug first, and its place in lists, which is that in the file unless it is given."""
    position: Any = model._meta.get_field("sort_order")
    codecs = sorted(codecs_of(model), key=lambda codec: codec.name != "slug")
    return [*codecs, NumberCodec(position, scalars.integer)]


def read_terms(folder: Folder, references: References, report: Report) -> Terms:
    """All entries by kind and slug, made known to the references; what has no usable slug is a problem."""
    known = term_models()
    found: Terms = {}
    for name in folder.in_folder(FOLDER):
        stem = PurePosixPath(name).stem
        if stem not in known:
            SourceLocation(report, name).problem(
                f"There are no terms called “{stem}”.{did_you_mean(stem, known)} The files are {', '.join(f'{one}.yaml' for one in known)}."
            )
            continue
        for entry in _entries(folder, name, known[stem], report):
            first = found.setdefault((entry.model, entry.slug), entry)
            if first is not entry:
                entry.location(report).key("slug", entry.mapping.key_lines["slug"]).problem(
                    f"The slug “{entry.slug}” stands in line {first.mapping.line} already. Give each term its own."
                )
            references.terms[entry.model].plan(entry.slug)
    return found


def _entries(folder: Folder, name: str, model: type[Model], report: Report) -> Iterator[TermEntry]:
    node = folder.read(name, report)
    if node is None:
        return
    for position, (entry, place) in enumerate(scalars.entries(node, SourceLocation(report, name, node.line))):
        if not isinstance(entry, Mapping):
            place.problem("This is not a term. Write its fields: slug: …, name: …")
            continue
        slug = entry.entries.get("slug")
        if not isinstance(slug, Scalar) or not slug.text:
            place.key("slug", entry.key_lines.get("slug", entry.line)).problem(
                "The slug is missing. Add one: small letters, digits and hyphens."
            )
            continue
        yield TermEntry(model, name, slug.text, position, entry, place.path)


@dataclass
class ReadTerm:
    """What an entry says."""

    codecs: list[Codec]
    values: Values
    state: str
    reading: Reading


def read_term(
    entry: TermEntry, references: References, calendar: Calendar, report: Report, checking: bool
) -> ReadTerm | None:
    """What an entry says; None when it is no map of known fields."""
    codecs = term_codecs(entry.model)
    location = entry.location(report)
    known = scalars.mapping(entry.mapping, location, ["state", *(codec.name for codec in codecs)])
    if known is None:
        return None
    reading = Reading(references, calendar, f"{entry.file}#{entry.slug}", zone=calendar.zone, checking=checking)
    values = read_codecs(codecs, known, location, reading)
    if "sort_order" not in known.entries:
        values["sort_order"] = entry.position
    return ReadTerm(codecs, values, read_state(known, location, TERM_STATES), reading)


def check_terms(terms: Terms, references: References, calendar: Calendar, report: Report) -> None:
    """Note everything that is wrong with the entries."""
    for entry in terms.values():
        found = read_term(entry, references, calendar, report, checking=True)
        if found is not None:
            check_clean(entry.model, found.codecs, found.values, entry.location(report), found.reading, entry.mapping)
        _check_ancestry(entry, terms, report)


def _check_ancestry(entry: TermEntry, terms: Terms, report: Report) -> None:
    for column in entry.model._meta.concrete_fields:
        if isinstance(column, models.ForeignKey) and column.related_model is entry.model:
            seen = {entry.slug}
            above: TermEntry | None = entry
            while above is not None:
                node = above.mapping.entries.get(column.name)
                slug = node.text if isinstance(node, Scalar) else None
                if slug in seen:
                    line = entry.mapping.key_lines.get(column.name, entry.mapping.line)
                    entry.location(report).key(column.name, line).problem(
                        "A term cannot stand under itself. Choose another, or leave the field out."
                    )
                    break
                seen.add(slug or "")
                above = terms.get((entry.model, slug or ""))


class TermWriter:
    """Writes terms; one that another needs is written before it."""

    def __init__(
        self,
        terms: Terms,
        references: References,
        calendar: Calendar,
        report: Report,
        showing: Showing,
        outcome: Outcome,
    ) -> None:
        self.terms = terms
        self.references = references
        self.calendar = calendar
        self.report = report
        self.showing = showing
        self.outcome = outcome
        self.done: set[tuple[type[Model], str]] = set()

    def write_all(self) -> None:
        """Write every entry."""
        for model, slug in self.terms:
            self.make(model, slug)

    def make(self, model: type[Model], slug: str) -> int:
        """Write one term unless that is done; gives its key."""
        if (model, slug) not in self.done and (model, slug) in self.terms:
            self.done.add((model, slug))
            self._write(self.terms[model, slug])
        return self.references.terms[model].keys[slug]

    def _write(self, entry: TermEntry) -> None:
        read = read_term(entry, self.references, self.calendar, self.report, checking=False)
        if read is None:
            raise ValidationError(f"{entry.file} has changed since it was checked. Import again.")
        known = self.references.terms[entry.model]
        key = known.keys[entry.slug]
        model: Any = entry.model
        if key != PLANNED:
            lock_objects(model, [key])
        stored = None if key == PLANNED else model._default_manager.get(pk=key)
        given = list(entry.mapping.entries)
        if stored is not None and self._is_same(stored, read, given):
            self.outcome.count(FOLDER, UNCHANGED)
            return
        term = model(live=False) if stored is None else stored
        put(read.codecs, term, read.values, read.reading, given)
        try:
            # Wagtail would work out the references at each of several saves; once, at the end, is enough.
            with disable_reference_index_auto_update():
                self._save(term, read.state)
            known.add(entry.slug, term.pk)
            ReferenceIndex.create_or_update_for_object(term)
        except ValidationError as error:
            report_errors(error, entry.location(self.report), entry.mapping)
        self.outcome.count(FOLDER, CREATED if stored is None else CHANGED)

    @staticmethod
    def _save(term: Any, state: str) -> None:
        if term.pk is None:
            term.save()
        elif term.live and state == DRAFT:
            term.unpublish()
        revision = term.save_revision()
        if state == LIVE:
            revision.as_object = lambda: term  # what the revision holds is this very term
            revision.publish()

    def _is_same(self, stored: Any, read: ReadTerm, given: list[str]) -> bool:
        current = stored if stored.live else stored.get_latest_revision_as_object()
        return stored.live == (read.state == LIVE) and same(
            read.codecs, read.values, values_of(read.codecs, current), self.showing, given
        )
