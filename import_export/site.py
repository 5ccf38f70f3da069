"""site.yaml: what the site says of itself, and its main menu."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from content_types.core.site_settings import LibrarySettings
from import_export import scalars
from import_export.dates import Calendar
from import_export.field_codecs import Reading, Showing, Values
from import_export.folder import Folder
from import_export.outcome import CHANGED, CREATED, UNCHANGED, Outcome
from import_export.problems import Report, SourceLocation
from import_export.record_reading import check_clean, read_codecs, report_errors
from import_export.records import codecs_of, put, same, values_of
from import_export.references import References
from import_export.schema import default_site
from import_export.yaml_reader import Mapping

FILE = "site.yaml"


def _read(
    folder: Folder, references: References, calendar: Calendar, report: Report, checking: bool
) -> tuple[Mapping, Values, Reading] | None:
    node = folder.read(FILE, report)
    if node is None:
        return None
    codecs = codecs_of(LibrarySettings)
    location = SourceLocation(report, FILE, node.line)
    known = scalars.mapping(node, location, [codec.name for codec in codecs])
    if known is None:
        return None
    reading = Reading(references, calendar, FILE, zone=calendar.zone, checking=checking)
    return known, read_codecs(codecs, known, location, reading), reading


def check_site(folder: Folder, references: References, calendar: Calendar, report: Report) -> None:
    """Note everything that is wrong with site.yaml."""
    found = _read(folder, references, calendar, report, checking=True) if folder.has(FILE) else None
    if found is not None:
        known, values, reading = found
        check_clean(
            LibrarySettings,
            codecs_of(LibrarySettings),
            values,
            SourceLocation(report, FILE, known.line),
            reading,
            known,
        )


def write_site(
    folder: Folder, references: References, calendar: Calendar, report: Report, showing: Showing, outcome: Outcome
) -> None:
    """Bring the default site's settings to what site.yaml says; without the file they stay."""
    site = default_site()
    found = _read(folder, references, calendar, report, checking=False) if folder.has(FILE) else None
    if found is None or site is None:
        return
    known, values, reading = found
    codecs = codecs_of(LibrarySettings)
    stored = LibrarySettings.objects.filter(site=site).first()
    if stored is not None and same(codecs, values, values_of(codecs, stored), showing, known.entries):
        outcome.count("site", UNCHANGED)
        return
    settings = stored or LibrarySettings(site=site)
    put(codecs, settings, values, reading, known.entries)
    try:
        settings.full_clean()
        settings.save()
    except ValidationError as error:
        report_errors(error, SourceLocation(report, FILE, known.line), known)
    outcome.count("site", CHANGED if stored else CREATED)
