"""Reading the fields of a record from a map, and checking them by the model's own rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from wagtail.models import Page

from import_export.field_codecs import Codec, Reading, Values, zone_named
from import_export.problems import SourceLocation
from import_export.yaml_reader import Mapping, Scalar


def read_codecs(codecs: Iterable[Codec], known: Mapping, location: SourceLocation, reading: Reading) -> Values:
    """The values of a map's fields. A field that is absent takes its default; a required one is a problem."""
    if any(codec.name == "time_zone" for codec in codecs):
        node = known.entries.get("time_zone")
        named = zone_named(node.text) if isinstance(node, Scalar) and node.text else None
        reading.zone = named or reading.zone
    values: Values = {}
    for codec in codecs:
        node = known.entries.get(codec.name)
        if node is None:
            values[codec.name] = codec.absent()
            if codec.required:
                codec.missing(location.key(codec.name, location.line))
        else:
            values[codec.name] = codec.read(node, location.key(codec.name, known.key_lines[codec.name]), reading)
    return values


def check_clean(
    model: type[models.Model],
    codecs: Iterable[Codec],
    values: Values,
    location: SourceLocation,
    reading: Reading,
    known: Mapping | None = None,
) -> Any:
    """Run a model's own clean() on the values, with nothing in the database; gives the instance."""
    # A page asks for its language otherwise; there is one.
    instance: Any = model(locale_id=reading.locale_id) if issubclass(model, Page) else model()
    codecs = list(codecs)
    for codec in codecs:
        codec.put(instance, values[codec.name], reading)
    everything = {one.name for one in model._meta.get_fields()}
    try:
        instance.full_clean(exclude=everything, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        report_errors(error, location, known)
    return instance


def report_errors(error: ValidationError, location: SourceLocation, known: Mapping | None) -> None:
    """Note the errors of a model's validation at the lines of their fields, but for fields already complained of."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        line = known.key_lines.get(name, location.line) if known else location.line
        place = location if name == NON_FIELD_ERRORS else location.key(name, line)
        if not place.failed or name == NON_FIELD_ERRORS:
            for message in messages:
                place.problem(message)
