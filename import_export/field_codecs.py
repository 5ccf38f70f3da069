"""Fields of the format that are columns of a model: one codec for each kind of Django field.

A codec reads a node to the value that the field stores, puts it on an instance and gets it from one, and shows it as plain data. What a
file leaves out takes the field's default, and what equals the default is left out of a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.fields import RichTextField

from content_types.core.block_places import BlockField, place_of_block
from content_types.core.text import one_line
from import_export import scalars
from import_export.block_reading import Trace, block_id
from import_export.block_writing import decimal_text
from import_export.dates import Calendar, DateError, write_moment
from import_export.markup import read_rich_text, write_rich_text
from import_export.naming import Naming
from import_export.problems import SourceLocation
from import_export.references import References
from import_export.yaml_reader import Node, Scalar
from import_export.yaml_writer import Bare

Values = dict[str, Any]
_BLOCK = re.compile(r"[a-z_]+/[1-9]\d{0,4}")


@dataclass
class Reading:
    """What reading one record needs. ``traces`` collects where the blocks of each stream came from."""

    references: References
    calendar: Calendar
    address: str
    zone: ZoneInfo | None = None
    locale_id: int | None = None
    checking: bool = True
    traces: dict[str, tuple[Trace, Any]] = field(default_factory=dict)
    tag: Callable[[str], Any] | None = None


@dataclass
class Showing:
    """What showing one record needs."""

    naming: Naming
    zone: ZoneInfo
    site_zone: ZoneInfo


class Codec:
    """One field of the format."""

    name: str
    required = False
    needs_others = False  # whether reading it may need the key of another page, term or file
    kept_when_absent = False  # whether a file that says nothing of it leaves it as it is

    def absent(self) -> Any:
        """The value when a file says nothing."""
        raise NotImplementedError

    def read(self, node: Node, location: SourceLocation, reading: Reading) -> Any:
        """The value that a node means; problems are noted."""
        raise NotImplementedError

    def put(self, instance: Any, value: Any, reading: Reading) -> None:
        """Set the value."""
        raise NotImplementedError

    def get(self, instance: Any) -> Any:
        """The value as ``read`` gives it."""
        raise NotImplementedError

    def show(self, value: Any, showing: Showing) -> Any:
        """The value as plain data; None where a file says nothing."""
        raise NotImplementedError

    def same(self, one: Any, other: Any, showing: Showing) -> bool:
        """Whether two values say the same."""
        return bool(self.show(one, showing) == self.show(other, showing))

    def missing(self, location: SourceLocation) -> None:
        """Complain that a required field is absent."""
        location.problem("This field is missing. Add it.")


class ColumnCodec(Codec):
    """A plain column. Validators, lengths and choices of the model field are checked when it is read."""

    def __init__(self, column: models.Field[Any, Any]) -> None:
        self.column = column
        self.name = column.name
        # A default that is made new each time is no default to leave out.
        self.required = not column.blank and not column.has_default()

    def absent(self) -> Any:
        return (
            self.column.get_default()
            if self.column.has_default()
            else (None if self.column.null else self.column.get_default())
        )

    def missing(self, location: SourceLocation) -> None:
        location.problem(f"This field is missing. Add it. {self.column.help_text}".rstrip())

    def read(self, node: Node, location: SourceLocation, reading: Reading) -> Any:
        value = self.parse(node, location, reading)
        if location.failed:
            return self.absent()
        if value is None:
            if self.required:
                self.missing(location)
            return self.absent()
        try:
            return self.column.clean(value, None)
        except ValidationError as error:
            for message in error.messages:
                location.problem(message)
            return self.absent()

    def parse(self, node: Node, location: SourceLocation, reading: Reading) -> Any:
        """The Python value of a node, or None."""
        if self.column.choices:
            return scalars.choice(node, location, [str(value) for value, _ in self.column.flatchoices])
        word = scalars.text(node, location)
        return one_line(word) if word and isinstance(self.column, models.CharField) else word

    def put(self, instance: Any, value: Any, reading: Reading) -> None:
        setattr(instance, self.column.attname, value)

    def get(self, instance: Any) -> Any:
        return getattr(instance, self.column.attname)

    def show(self, value: Any, showing: Showing) -> Any:
        if value in (None, "") and self.absent() in (None, ""):
            return None
        return None if value == self.absent() and not self.required else self.data(value, showing)

    def data(self, value: Any, showing: Showing) -> Any:
        """A value that is not the default as plain data."""
        return str(value)


class NumberCodec(ColumnCodec):
    """A whole number, a decimal fraction or an exact amount."""

    def __init__(self, column: models.Field[Any, Any], read: Callable[[Node, SourceLocation], Any]) -> None:
        super().__init__(column)
        self.read_number = read

    def parse(self, node: Node, location: SourceLocation, reading: Reading) -> Any:
        return self.read_number(node, location)

    def data(self, value: Any, showing: Showing) -> Any:
        return Bare(decimal_text(value)) if isinstance(self.column, models.DecimalField) else value


class BooleanCodec(ColumnCodec):
    """True or false."""

    def parse(self, node: Node, location: SourceLocation, reading: Reading) -> Any:
        return scalars.boolean(node, location)

    def data(self, value: Any, showing: Showing) -> Any:
        return value


class DateCodec(ColumnCodec):
    """A day."""

    def parse(self, node: Node, location: SourceLocation, reading: Reading) -> date | None:
        return _parse_day(node, location, reading.calendar.read_date)

    def data(self, value: Any, showing: Showing) -> Any:
        return Bare(value.isoformat())


class MomentCodec(ColumnCodec):
    """A moment: wall-clock time of the record's own time zone where the model has one, else of the site's."""

    def __init__(self, column: models.Field[Any, Any], has_own_zone: bool) -> None:
        super().__init__(column)
        self.has_own_zone = has_own_zone
        self.kept_when_absent = column.name == "first_published_at"

    def parse(self, node: Node, location: SourceLocation, reading: Reading) -> datetime | None:
        zone = reading.zone if self.has_own_zone else None
        return _parse_day(node, location, lambda text: reading.calendar.read_moment(text, zone))

    def data(self, value: Any, showing: Showing) -> Any:
        return Bare(write_moment(value, showing.zone if self.has_own_zone else showing.site_zone))


class BlockCodec(ColumnCodec):
    """A block of the page, by the name of its stream and its number there: ``body/3``. The value is that too."""

    def parse(self, node: Node, location: SourceLocation, reading: Reading) -> str | None:
        place = scalars.text(node, location)
        if place and not _BLOCK.fullmatch(place):
            location.problem(f"“{place}” is no block. Write the name of its list and its number there, such as body/3.")
            return None
        return place

    def put(self, instance: Any, value: Any, reading: Reading) -> None:
        if value:
            field, _, number = value.partition("/")
            value = block_id(reading.address, f"{field}/{int(number) - 1}")
        super().put(instance, value, reading)

    def get(self, instance: Any) -> str | None:
        found = place_of_block(instance.page, instance.block)
        return f"{found.field}/{found.number}" if found else None

    def show(self, value: Any, showing: Showing) -> Any:
        return value


def _parse_day(node: Node, location: SourceLocation, read: Callable[[str], Any]) -> Any:
    word = scalars.text(node, location)
    if word is None:
        return None
    try:
        return read(word)
    except DateError as error:
        location.problem(str(error))
        return None


class RichTextCodec(ColumnCodec):
    """A rich text column."""

    needs_others = True

    def read(self, node: Node, location: SourceLocation, reading: Reading) -> Any:
        html = scalars.text(node, location)
        if not html:
            if self.required and not location.failed:
                self.missing(location)
            return ""
        return read_rich_text(html, location, reading.references, isinstance(node, Scalar) and node.literal)

    def data(self, value: Any, showing: Showing) -> Any:
        return write_rich_text(value, showing.naming.markup) or None


def column_codec(column: models.Field[Any, Any], has_own_zone: bool) -> Codec:
    """The codec of a column that is no relation. Raises TypeError for a kind of field that the format does not know."""
    if isinstance(column, models.DateTimeField):
        return MomentCodec(column, has_own_zone)
    if isinstance(column, models.DateField):
        return DateCodec(column)
    if isinstance(column, models.BooleanField):
        return BooleanCodec(column)
    if isinstance(column, models.IntegerField):
        return NumberCodec(column, scalars.integer)
    if isinstance(column, models.FloatField):
        return NumberCodec(column, scalars.floating)
    if isinstance(column, models.DecimalField):
        return NumberCodec(column, scalars.decimal)
    if isinstance(column, RichTextField):
        return RichTextCodec(column)
    if isinstance(column, BlockField):
        return BlockCodec(column)
    if isinstance(column, models.CharField | models.TextField):
        return ColumnCodec(column)
    raise TypeError(f"The format has no form for {column}: add a codec to import_export.codecs")


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone with this IANA name, if there is one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
