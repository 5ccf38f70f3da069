"""The event form: times are wall-clock times of the event's own zone, whatever zone the editor is in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm

WALL_CLOCK_FIELDS = ("start", "end", "registration_opens", "registration_closes")


def zone_of(name: str) -> ZoneInfo | None:
    """The zone with this IANA name; None where there is none (the model's validator tells the editor)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


class EventPageForm(WagtailAdminPageForm):
    """Shows stored moments as wall-clock time of the event's zone, and reads them back as such."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = zone_of(self.instance.time_zone)
        for name in WALL_CLOCK_FIELDS:
            moment = getattr(self.instance, name)
            if zone and moment:
                # Naive, so that Django does not turn it into the editor's own zone when it renders the field.
                self.initial[name] = moment.astimezone(zone).replace(tzinfo=None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        zone = zone_of(cleaned.get("time_zone", ""))
        for name in WALL_CLOCK_FIELDS:
            moment = cleaned.get(name)
            if zone and isinstance(moment, datetime):
                cleaned[name] = as_wall_clock(moment).replace(tzinfo=zone).astimezone(UTC)
        return cleaned


def as_wall_clock(moment: datetime) -> datetime:
    """The numbers that were typed, without the zone that Django's form field put on them."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


class WallClockField(forms.DateTimeField):
    """A date-time field that keeps the typed numbers, also where the editor's own zone skips that hour."""

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            return super().to_python(value)
