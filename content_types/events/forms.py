"""The event form: times are wall-clock times of the event's own zone, whatever zone the editor is in."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from content_types.core.forms import LibraryPageForm
from content_types.events.moments import zone_of

WALL_CLOCK_FIELDS = ("start", "end", "registration_opens", "registration_closes")


class WallClockField(forms.DateTimeField):
    """A date-time field that gives the typed numbers as a naive moment, also where the editor's own zone skips that hour."""

    @classmethod
    def like(cls, field: forms.Field) -> WallClockField:
        """This field in the place of one that Django made for a model: the same label, help and widget."""
        made = cls(required=field.required, label=field.label, help_text=field.help_text, widget=field.widget)
        made.widget.is_required = field.required
        return made

    def to_python(self, value: Any) -> datetime | None:
        # Django puts the current zone on what was typed, and rejects what that zone skips; UTC skips nothing.
        with timezone.override(UTC):
            moment = super().to_python(value)
        return moment.replace(tzinfo=None) if moment else None


class EventPageForm(LibraryPageForm):
    """Shows stored moments as wall-clock time of the event's zone, and reads them back as such.

    A time that comes twice, when the clocks go back, means the first of the two; the second stays where nobody changes it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = zone_of(self.instance.time_zone)
        for name in WALL_CLOCK_FIELDS:
            if name not in self.fields:
                continue
            self.fields[name] = WallClockField.like(self.fields[name])
            moment = getattr(self.instance, name)
            if zone and moment:
                # Naive, so that Django does not turn it into the editor's own zone when it renders the field.
                self.initial[name] = moment.astimezone(zone).replace(tzinfo=None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        # Without a usable zone the form is rejected, or saved as a draft whose zone is still to come.
        zone = zone_of(cleaned.get("time_zone", "")) or timezone.get_default_timezone()
        for name in WALL_CLOCK_FIELDS:
            typed = cleaned.get(name)
            if not isinstance(typed, datetime):
                continue
            stored = getattr(self.instance, name)
            if stored and zone == zone_of(self.instance.time_zone) and _on_the_clock(stored, zone) == typed:
                cleaned[name] = stored
                continue
            moment = typed.replace(tzinfo=zone).astimezone(UTC)
            if moment.astimezone(zone).replace(tzinfo=None) == typed:
                cleaned[name] = moment
            else:
                self.add_error(
                    name,
                    f"There is no {typed:%H:%M} on {date_format(typed, 'j F Y')} in {zone}: the clocks go forward. "
                    "Choose an hour later.",
                )
        return cleaned


def _on_the_clock(moment: datetime, zone: tzinfo) -> datetime:
    """What the form shows of a moment, which is whole minutes."""
    return moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
