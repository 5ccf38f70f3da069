"""Fields of the format that point elsewhere or hold several things: references, lists of terms, tags, rows, and streams of blocks."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page

from content_types.core.portable import scalars
from content_types.core.portable.block_checking import stand_in
from content_types.core.portable.block_reading import BlockReader
from content_types.core.portable.block_writing import write_stream
from content_types.core.portable.field_codecs import Codec, ColumnCodec, Reading, Showing, Values
from content_types.core.portable.naming import Naming
from content_types.core.portable.problems import Spot
from content_types.core.portable.schema import is_term
from content_types.core.portable.yaml_reader import Mapping, Node


class ReferenceCodec(ColumnCodec):
    """One page, term, image, document or account. The value is its key."""

    needs_others = True

    def __init__(self, column: models.ForeignKey[Any, Any]) -> None:
        super().__init__(column)
        self.target: Any = column.related_model
        self.kept_when_absent = self.target is get_user_model()
        self.required = not column.blank

    def absent(self) -> Any:
        return None

    def read(self, node: Node, spot: Spot, reading: Reading) -> int | None:
        name = scalars.text(node, spot)
        if not name:
            if not self.column.blank and not spot.failed:
                self.missing(spot)
            return None
        references = reading.references
        if issubclass(self.target, Page):
            return references.page(name, spot, self.target)
        if self.target is get_image_model():
            return references.image(name, spot)
        if self.target is get_document_model():
            return references.document(name, spot)
        if self.target is get_user_model():
            return references.user(name, spot)
        return references.term(self.target, name, spot)

    def put(self, instance: Any, value: Any, reading: Reading) -> None:
        if reading.checking and value is not None:
            # A stand-in, so that a model's clean() may follow the reference without asking the database.
            setattr(instance, self.name, stand_in(self.target, value))
        else:
            super().put(instance, value, reading)

    def show(self, value: Any, showing: Showing) -> Any:
        naming: Naming = showing.naming
        if issubclass(self.target, Page):
            return naming.page(value)
        if self.target is get_image_model():
            return naming.image(value)
        if self.target is get_document_model():
            return naming.document(value)
        if self.target is get_user_model():
            return naming.user(value)
        return naming.term(self.target, value)


class TermsCodec(Codec):
    """Several terms of one kind, in no order. The value is a list of keys."""

    needs_others = True

    def __init__(self, column: Any) -> None:
        self.name = column.name
        self.target: Any = column.related_model
        self.required = not column.blank

    def absent(self) -> Any:
        return []

    def read(self, node: Node, spot: Spot, reading: Reading) -> list[int]:
        keys = [reading.references.term(self.target, slug, place) for slug, place in scalars.words(node, spot)]
        return [key for key in keys if key is not None]

    def put(self, instance: Any, value: Any, reading: Reading) -> None:
        if not reading.checking:
            setattr(instance, self.name, [reading.references.term_object(self.target, key) for key in value])

    def get(self, instance: Any) -> list[int]:
        return [term.pk for term in getattr(instance, self.name).all()]

    def show(self, value: Any, showing: Showing) -> Any:
        names = (showing.naming.term(self.target, key) for key in value)
        return sorted(name for name in names if name) or None


class TagsCodec(Codec):
    """Free words. The value is a list of names; capital letters make no difference."""

    def __init__(self, column: Any) -> None:
        self.name = column.name

    def absent(self) -> Any:
        return []

    def read(self, node: Node, spot: Spot, reading: Reading) -> list[str]:
        found: dict[str, str] = {}
        for word, place in scalars.words(node, spot):
            if len(word) > 100:
                place.problem("A tag has at most 100 characters. Shorten it.")
            elif word.casefold() in found:
                place.problem(f"“{word}” stands here twice: capital letters make no difference. Remove one.")
            else:
                found[word.casefold()] = word
        return list(found.values())

    def put(self, instance: Any, value: Any, reading: Reading) -> None:
        if not reading.checking and reading.tag is not None:
            getattr(instance, self.name).set([reading.tag(name) for name in value])

    def get(self, instance: Any) -> list[str]:
        return [tag.name for tag in getattr(instance, self.name).all()]

    def show(self, value: Any, showing: Showing) -> Any:
        return sorted(value, key=lambda name: (name.casefold(), name)) or None

    def same(self, one: Any, other: Any, showing: Showing) -> bool:
        return {name.casefold() for name in one} == {name.casefold() for name in other}


class StreamCodec(Codec):
    """A stream of blocks. The value is its stored form."""

    needs_others = True

    def __init__(self, column: StreamField) -> None:
        self.column = column
        self.name = column.name
        self.required = not column.blank

    def absent(self) -> Any:
        return []

    def read(self, node: Node, spot: Spot, reading: Reading) -> list[Any]:
        reader = BlockReader(reading.references, reading.calendar, reading.address)
        stored, trace = reader.read_stream(self.column.stream_block, node, spot, self.name)
        reading.traces[self.name] = (trace, stored)
        return stored

    def put(self, instance: Any, value: Any, reading: Reading) -> None:
        setattr(instance, self.name, self.column.stream_block.to_python(value))

    def get(self, instance: Any) -> list[Any]:
        stream = getattr(instance, self.name)
        return list(stream.raw_data) if stream else []

    def show(self, value: Any, showing: Showing) -> Any:
        return write_stream(self.column.stream_block, value, showing.naming)


class RowsCodec(Codec):
    """Rows that belong to the record, in order. A row with a single field is written as its value, else as a map."""

    needs_others = True

    def __init__(self, relation: Any, codecs: list[Codec]) -> None:
        self.name = relation.get_accessor_name()
        self.model: Any = relation.related_model
        self.codecs = codecs
        self.unique = _unique_names(self.model, relation.field.name)

    def absent(self) -> Any:
        return []

    def read(self, node: Node, spot: Spot, reading: Reading) -> list[Values]:
        from content_types.core.portable.records import check_clean, read_codecs

        rows: list[Values] = []
        seen: set[tuple[Any, ...]] = set()
        for entry, place in scalars.entries(node, spot):
            if len(self.codecs) == 1:
                codec = self.codecs[0]
                if isinstance(entry, Mapping):
                    place.problem(f"Write only the {codec.name.replace('_', ' ')} here, not a map.")
                    continue
                values = {codec.name: codec.read(entry, place, reading)}
            else:
                known = scalars.mapping(entry, place, [codec.name for codec in self.codecs])
                if known is None:
                    continue
                values = read_codecs(self.codecs, known, place, reading)
            if not place.failed:
                self._check_unique(entry, values, place, seen)
                if reading.checking:
                    check_clean(self.model, self.codecs, values, place, reading)
            rows.append(values)
        return rows

    def _check_unique(self, entry: Node, values: Values, place: Spot, seen: set[tuple[Any, ...]]) -> None:
        for names in self.unique:
            # What the file says, for what is planned has no key yet.
            said = entry.entries if isinstance(entry, Mapping) else {}
            key = tuple(getattr(said.get(name), "text", None) or values.get(name) for name in names)
            if (names, key) in seen:
                place.problem("The same entry stands here twice. Remove one.")
            seen.add((names, key))

    def put(self, instance: Any, value: Any, reading: Reading) -> None:
        if reading.checking:
            return
        rows = []
        for position, values in enumerate(value):
            row = self.model(sort_order=position)
            for codec in self.codecs:
                codec.put(row, values[codec.name], reading)
            rows.append(row)
        setattr(instance, self.name, rows)

    def get(self, instance: Any) -> list[Values]:
        return [{codec.name: codec.get(row) for codec in self.codecs} for row in getattr(instance, self.name).all()]

    def show(self, value: Any, showing: Showing) -> Any:
        rows: list[Any] = []
        for values in value:
            shown = {codec.name: codec.show(values[codec.name], showing) for codec in self.codecs}
            if len(self.codecs) == 1:
                rows.append(shown[self.codecs[0].name])
            else:
                rows.append({name: data for name, data in shown.items() if data is not None})
        return [row for row in rows if row] or None


def _unique_names(model: Any, parent: str) -> list[tuple[str, ...]]:
    constraints = (one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint))
    return [tuple(name for name in one.fields if name != parent) for one in constraints if parent in one.fields]


def is_reference(column: Any) -> bool:
    """Whether the format can write a foreign key: to a page, a term, a file or an account."""
    target = column.related_model
    files = (get_image_model(), get_document_model(), get_user_model())
    return issubclass(target, Page) or target in files or is_term(target)
