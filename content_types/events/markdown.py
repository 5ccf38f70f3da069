"""Events as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content_types.core.markdown.declaration import MarkdownDeclaration, Shown
from content_types.core.markdown.streams import markdown_of, text_markdown
from content_types.core.markdown.writing import facts, line, link, section, strong, together
from content_types.events.models import EventPage


def _before(shown: Shown) -> Iterator[str]:
    page: Any = shown.page
    if page.status != EventPage.Status.SCHEDULED:  # first, so that nobody takes it for an event that takes place
        note = line(shown["status_note"] or "")
        yield strong(str(page.get_status_display())) + (f" {note}" if note else "")
    venue = shown["venue"]
    place = ", ".join(part for part in (venue.name, venue.address) if part) if venue else ""
    calendar = shown["ical_url"]
    yield facts(
        (_("When"), line(when(shown))),
        (_("How"), line(str(page.get_attendance_display()))),
        (_("Where"), line(place)),
        (_("Speakers"), line(", ".join(part.person.name for part in shown["speakers"]))),
        (_("Calendar"), link(_("Add to your calendar"), calendar) if calendar else ""),
    )


def when(shown: Shown) -> str:
    """From when to when, by the clock of the event's own time zone; empty for a draft that does not say."""
    page: Any = shown.page
    if not page.start or not page.end:
        return ""
    start, end = shown["start"], shown["end"]
    if page.is_all_day:
        last = page.last_day
        days = _day(start) if start.date() == last else f"{_day(start)} – {date_format(last, 'l j F Y')}"
        return _("%(days)s, all day (%(zone)s)") % {"days": days, "zone": page.time_zone}
    until = _time(end) if start.date() == end.date() else f"{_day(end)}, {_time(end)}"
    return f"{_day(start)}, {_time(start)} – {until} ({page.time_zone})"


def _day(moment: datetime) -> str:
    return date_format(moment, "l j F Y")


def _time(moment: datetime) -> str:
    return date_format(moment, "H:i")


def _after(shown: Shown) -> Iterator[str]:
    yield section(_("What goes with it"), markdown_of(shown["resources"]))
    url = shown["recording_url"]
    transcript = text_markdown(shown["recording_transcript"])
    yield section(
        _("Recording"),
        link(_("Watch or listen"), url) if url else "",
        together(strong(_("Transcript")), transcript) if transcript else "",
    )


MARKDOWN = MarkdownDeclaration(before=_before, after=_after)
