"""Time zones as editors name them: by a city."""

from __future__ import annotations

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zone_names() -> frozenset[str]:
    """The names that the IANA database knows; finding them reads hundreds of files."""
    return frozenset(available_timezones())


@cache
def cities() -> dict[str, str]:
    """The zone of each city, by the city's name in small letters; where two zones have one name, the shorter zone."""
    found: dict[str, str] = {}
    for name in sorted(zone_names(), key=lambda one: (-len(one), one)):
        if name.split("/")[0] in REGIONS:
            found[city_of(name).lower()] = name
    return found


def city_of(name: str) -> str:
    """The city in the name of a zone."""
    return name.rsplit("/", 1)[-1].replace("_", " ")


def validate_time_zone(value: str) -> None:
    """Reject what the IANA time zone database does not know."""
    if value not in zone_names():
        raise ValidationError(
            f"“{value}” is not a time zone. Begin to type a large city in the same zone, such as London or Toronto, and choose from the list.",
            code="time_zone",
        )


class TimeZoneInput(forms.TextInput):
    """A text field with every city to choose from; browsers search the list as one types."""

    template_name = "events/widgets/time_zone.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}-cities"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        context["list_id"] = list_id
        context["cities"] = sorted((city_of(zone), zone) for zone in cities().values())
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The zone of a city that was typed as it is spoken; anything else as it stands, for the validator."""
        typed = str(super().value_from_datadict(data, files, name) or "").strip()
        return cities().get(typed.lower(), typed)
