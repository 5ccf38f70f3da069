"""The evidence pack: what there is to show of each published resource to whoever assesses the library.

It follows the NHS standard for creating health content and the criteria of the PIF TICK, as far as a machine can tell. A criterion that needs
a person's judgement is not here: it says nothing of whether a text is right.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from django.utils import timezone
from wagtail.admin.utils import get_user_display_name

from cms.editors.spreadsheets import harmless
from content_types.core.block_places import blocks_of
from content_types.core.freshness import is_review_overdue, review_months
from content_types.core.library import LibraryPage, ResourcePerson
from content_types.core.registry import for_model
from content_types.core.writing_checks.draft import draft_of
from content_types.core.writing_checks.evidence import states_conflicts
from content_types.core.writing_checks.findings import findings_of
from content_types.core.writing_checks.plain_language import reading_age_of

BATCH = 100  # resources read together

Row = dict[str, Any]


@dataclass(frozen=True)
class Criterion:
    """One thing that an assessor asks for: whether a row meets it; None where it does not apply."""

    name: str
    asked_by: str
    is_met: Callable[[Row], bool | None]


CRITERIA = (
    Criterion("Says when it was published", "NHS, PIF TICK", lambda row: bool(row["published"])),
    Criterion(
        "Was reviewed, or has a day of review", "NHS, PIF TICK",
        lambda row: bool(row["last_reviewed"] or row["review_due"]) if row["is_reviewed"] else None,
    ),
    Criterion(
        "Its review is not overdue", "NHS, PIF TICK", lambda row: not row["review_overdue"] if row["is_reviewed"] else None
    ),
    Criterion("Somebody looks after it", "NHS", lambda row: bool(row["owner"])),
    Criterion("Names its authors", "PIF TICK", lambda row: bool(row["authors"])),
    Criterion("Was read by a named reviewer", "PIF TICK", lambda row: bool(row["reviewers"])),
    Criterion("Every figure has a source", "NHS, PIF TICK", lambda row: not row["figures_without_source"]),
    Criterion(
        "Says who gains, where it rests on evidence", "PIF TICK",
        lambda row: row["conflicts_stated"] if row["rests_on_evidence"] else None,
    ),
    Criterion(
        "Is in plain words", "NHS, PIF TICK", lambda row: not row["hard_to_read"] if row["reading_age"] is not None else None
    ),
    Criterion("Explains its acronyms", "NHS", lambda row: not row["acronyms_unexplained"]),
    Criterion("Every picture has words", "NHS", lambda row: not row["pictures_without_words"]),
    Criterion("Every film has words", "NHS", lambda row: not row["films_without_words"]),
    Criterion("No link is known to be broken or insecure", "NHS", lambda row: not row["bad_links"]),
)  # fmt: skip

# Columns that count what a check finds.
COUNTED = {
    "figures_without_source": ("figure_source",),
    "acronyms_unexplained": ("acronym",),
    "pictures_without_words": ("alt_text",),
    "films_without_words": ("transcript",),
    "bad_links": ("insecure_link", "broken_link"),
}


def rows() -> Iterator[Row]:
    """One row a published resource, by type and title; a number of statements for each hundred that depends on the types alone, one for the links of each."""
    listed = LibraryPage.objects.filter(live=True, alias_of=None).order_by("content_type", "title", "pk")
    keys = list(listed.values_list("pk", flat=True))
    for begin in range(0, len(keys), BATCH):
        some = keys[begin : begin + BATCH]
        pages = LibraryPage.objects.filter(pk__in=some).specific()
        found = {
            page.pk: page
            for page in pages.prefetch_related("owner", "locale", "sources", "block_evidence", "people__person")
        }
        yield from (row_of(found[key]) for key in some if key in found)


def row_of(page: Any) -> Row:
    """What there is to show of one resource."""
    draft = draft_of(page)
    content_type = for_model(type(page))
    found = Counter(one.check for one in findings_of(draft))
    people = list(page.people.all())
    named = {
        role: [part.person.name for part in people if part.role == role]
        for role in (ResourcePerson.Role.AUTHOR, ResourcePerson.Role.REVIEWER)
    }
    return {
        "title": page.title,
        "type": content_type.label if content_type else "",
        "path": page.url_path,
        "language": page.locale.language_code,
        "published": _day(page.first_published_at and timezone.localdate(page.first_published_at)),
        "updated": _day(page.last_published_at and timezone.localdate(page.last_published_at)),
        "is_reviewed": review_months(type(page)) is not None,
        "last_reviewed": _day(page.last_reviewed),
        "review_due": _day(page.review_due),
        "review_overdue": is_review_overdue(page),
        "owner": get_user_display_name(page.owner) if draft.has_owner else "",
        "authors": named[ResourcePerson.Role.AUTHOR],
        "reviewers": named[ResourcePerson.Role.REVIEWER],
        "sources": [_source(one) for one in page.sources.all()],
        "blocks": _blocks(page),
        "rests_on_evidence": draft.has_evidence,
        "conflicts_stated": states_conflicts(draft),
        "reading_age": reading_age_of(draft),
        "hard_to_read": bool(found["reading_age"]),
        "licence": page.licence,
        **{column: sum(found[code] for code in codes) for column, codes in COUNTED.items()},
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _blocks(page: Any) -> list[str]:
    """What single blocks say of themselves: “Callout: Ask one question (by Ann Lee, from NICE, to be checked by 2027-01-01)”."""
    labels = {one.id: one.label for one in blocks_of(page)}
    told = []
    for row in page.block_evidence.all():
        said = {
            "by": row.written_by,
            "from": " ".join(part for part in (row.source_title, row.source_url) if part),
            "to be checked by": _day(row.review_due),
        }
        words = ", ".join(f"{name} {value}" for name, value in said.items() if value)
        if words and row.block in labels:
            told.append(f"{labels[row.block]} ({words})")
    return told


def _source(source: Any) -> str:
    where = f"https://doi.org/{source.doi}" if source.doi else source.url
    year = f" ({source.year})" if source.year else ""
    return " ".join(part for part in (f"{source.title}{year}.", where) if part)


@dataclass(frozen=True)
class Result:
    """How much of the library meets a criterion."""

    criterion: Criterion
    met: int
    asked: int  # of how many resources it can be asked


def results(found: Iterable[Row]) -> list[Result]:
    """The criteria, each counted over these rows."""
    met: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for row in found:
        for criterion in CRITERIA:
            answer = criterion.is_met(row)
            asked[criterion.name] += answer is not None
            met[criterion.name] += bool(answer)
    return [Result(one, met[one.name], asked[one.name]) for one in CRITERIA]


def write_csv(found: Iterable[Row], out: TextIO) -> None:
    """One line a resource, lists with semicolons between; no cell is a formula."""
    lines = iter(found)
    first = next(lines, None)
    if first is None:
        return
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(first)
    for row in (first, *lines):
        writer.writerow([_cell(value) for value in row.values()])


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return harmless("; ".join(value) if isinstance(value, list) else value)


def as_data(found: list[Row]) -> dict[str, Any]:
    """All of it for JSON: when, what was asked and how often it was met, and the resources."""
    return {
        "made": timezone.localtime().isoformat(timespec="seconds"),
        "criteria": [
            {"name": one.criterion.name, "askedBy": one.criterion.asked_by, "met": one.met, "asked": one.asked}
            for one in results(found)
        ],
        "resources": found,
    }
