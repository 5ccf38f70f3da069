"""site.yaml: what the site says of itself, and its main menu."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from content_types.core.portable import scalars
from content_types.core.portable.dates import Calendar
from content_types.core.portable.field_codecs import Reading, Showing, Values
from content_types.core.portable.folder import Folder
from content_types.core.portable.outcome import CHANGED, CREATED, UNCHANGED, Outcome
from content_types.core.portable.problems import Report, Spot
from content_types.core.portable.records import check_clean, codecs_of, put, read_codecs, report_errors, same, values_of
from content_types.core.portable.references import References
from content_types.core.portable.schema import default_site
from content_types.core.portable.yaml_reader import Mapping
from content_types.core.site_settings import LibrarySettings

FILE = "site.yaml"


def _read(
    folder: Folder, references: References, calendar: Calendar, report: Report, checking: bool
) -> tuple[Mapping, Values, Reading] | None:
    node = folder.read(FILE, report)
    if node is None:
        return None
    codecs = codecs_of(LibrarySettings)
    spot = Spot(report, FILE, node.line)
    known = scalars.mapping(node, spot, [codec.name for codec in codecs])
    if known is None:
        return None
    reading = Reading(references, calendar, FILE, zone=calendar.zone, checking=checking)
    return known, read_codecs(codecs, known, spot, reading), reading


def check_site(folder: Folder, references: References, calendar: Calendar, report: Report) -> None:
    """Note everything that is wrong with site.yaml."""
    found = _read(folder, references, calendar, report, checking=True) if folder.has(FILE) else None
    if found is not None:
        known, values, reading = found
        check_clean(LibrarySettings, codecs_of(LibrarySettings), values, Spot(report, FILE, known.line), reading, known)


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
        report_errors(error, Spot(report, FILE, known.line), known)
    outcome.count("site", CHANGED if stored else CREATED)
