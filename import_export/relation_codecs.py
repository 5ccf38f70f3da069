"""Fields of the format that point elsewhere or hold several things: references, lists of terms, tags, rows, and streams of blocks."""

from __future__ import annotations

from typing import Any, cast

from django.conf.locale import LANG_INFO
from django.contrib.auth import get_user_model
from django.db import models
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model
from wagtail.models import Page

from content_types.core.translated_texts import TranslatedTextsMixin, digest
from content_types.core.translation_states import PRESENT, SOURCE
from import_export import scalars
from import_export.block_checking import stand_in
from import_export.block_reading import BlockReader
from import_export.block_writing import write_stream
from import_export.field_codecs import BlockCodec, Codec, ColumnCodec, Reading, Showing, Values, column_codec
from import_export.naming import Naming
from import_export.problems import SourceLocation
from import_export.record_reading import check_clean, read_codecs
from import_export.schema import is_term
from import_export.yaml_reader import Mapping, Node

OUT_OF_DATE = "out_of_date"


class ReferenceCodec(ColumnCodec):
    """One page, term, image, document or account. The value is its key."""

    needs_others = True

    def __init__(self, column: models.ForeignKey[Any, Any]) -> None:
        super().__init__(column)
        self.foreign_key = column
        self.target: Any = column.related_model
        self.kept_when_absent = self.target is get_user_model()
        self.required = not column.blank

    def absent(self) -> Any:
        return None

    def read(self, node: Node, location: SourceLocation, reading: Reading) -> int | None:
        name = scalars.text(node, location)
        if not name:
            if not self.column.blank and not location.failed:
                self.missing(location)
            return None
        references = reading.references
        if issubclass(self.target, Page):
            return references.page(name, location, self.target)
        if self.target is get_image_model():
            return references.image(name, location)
        if self.target is get_document_model():
            return references.document(name, location)
        if self.target is get_user_model():
            return references.user(name, location, self.foreign_key)
        return references.term(self.target, name, location)

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
            return naming.user(value, self.foreign_key)
        return naming.term(self.target, value)


class TextsCodec(Codec):
    """The texts of a record in other languages. The value is a map of language codes to maps of fields, with ``out_of_date`` where it is so.

    A language that the site does not have is kept: it may have it again.
    """

    needs_others = True

    def __init__(self, model: type[TranslatedTextsMixin]) -> None:
        self.name = "translations"
        columns: list[Any] = [model._meta.get_field(name) for name in model.translated_fields]
        self.texts = {column.name: cast("ColumnCodec", column_codec(column, has_own_zone=False)) for column in columns}

    def absent(self) -> Any:
        return {}

    def read(self, node: Node, location: SourceLocation, reading: Reading) -> dict[str, Any]:
        known = scalars.mapping(node, location, LANG_INFO)
        if known is None:
            return {}
        return {
            code: self._language(texts, location.key(code, known.key_lines[code]), reading)
            for code, texts in known.entries.items()
            if code in LANG_INFO
        }

    def _language(self, node: Node, location: SourceLocation, reading: Reading) -> dict[str, Any]:
        known = scalars.mapping(node, location, [*self.texts, OUT_OF_DATE])
        found: dict[str, Any] = {}
        for name, entry in known.entries.items() if known is not None else ():
            if name not in self.texts and name != OUT_OF_DATE:
                continue  # complained of already
            place = location.key(name, entry.line)
            found[name] = (
                bool(scalars.boolean(entry, place))
                if name == OUT_OF_DATE
                else self.texts[name].read(entry, place, reading)
            )
        return {name: value for name, value in found.items() if value}

    def put(self, instance: Any, value: Any, reading: Reading) -> None:
        instance.translations = {
            code: {
                **{name: text for name, text in texts.items() if name != OUT_OF_DATE},
                SOURCE: "" if texts.get(OUT_OF_DATE) else PRESENT,
            }
            for code, texts in value.items()
            if texts
        }

    def get(self, instance: Any) -> dict[str, Any]:
        present = digest(instance.texts_to_translate())
        return {
            code: {
                **{name: text for name, text in texts.items() if name in self.texts},
                **({} if texts.get(SOURCE) == present else {OUT_OF_DATE: True}),
            }
            for code, texts in instance.translations.items()
        }

    def show(self, value: Any, showing: Showing) -> Any:
        shown = {code: self._shown(texts, showing) for code, texts in sorted(value.items())}
        return {code: texts for code, texts in shown.items() if texts} or None

    def _shown(self, texts: dict[str, Any], showing: Showing) -> dict[str, Any]:
        ordered = {name: codec.data(texts[name], showing) for name, codec in self.texts.items() if texts.get(name)}
        return {**ordered, OUT_OF_DATE: True} if texts.get(OUT_OF_DATE) else ordered


class TermsCodec(Codec):
    """Several terms of one kind, in no order. The value is a list of keys."""

    needs_others = True

    def __init__(self, column: Any) -> None:
        self.name = column.name
        self.target: Any = column.related_model
        self.required = not column.blank

    def absent(self) -> Any:
        return []

    def read(self, node: Node, location: SourceLocation, reading: Reading) -> list[int]:
        keys = [reading.references.term(self.target, slug, place) for slug, place in scalars.words(node, location)]
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

    def read(self, node: Node, location: SourceLocation, reading: Reading) -> list[str]:
        found: dict[str, str] = {}
        for word, place in scalars.words(node, location):
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

    def read(self, node: Node, location: SourceLocation, reading: Reading) -> list[Any]:
        reader = BlockReader(reading.references, reading.calendar, reading.address)
        stored, trace = reader.read_stream(self.column.stream_block, node, location, self.name)
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
        self.parent = relation.field.name
        self.unique = _unique_names(self.model, self.parent)
        self.block = next((codec for codec in codecs if isinstance(codec, BlockCodec)), None)

    def absent(self) -> Any:
        return []

    def read(self, node: Node, location: SourceLocation, reading: Reading) -> list[Values]:
        rows: list[Values] = []
        seen: set[tuple[Any, ...]] = set()
        for entry, place in scalars.entries(node, location):
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

    def _check_unique(self, entry: Node, values: Values, place: SourceLocation, seen: set[tuple[Any, ...]]) -> None:
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
        rows = list(getattr(instance, self.name).all())
        if self.block is not None:
            for row in rows:
                setattr(row, self.parent, instance)  # of its own type, with all its streams
            rows = [row for row in rows if self.block.get(row)]  # a block that went takes its row along
        return [{codec.name: codec.get(row) for codec in self.codecs} for row in rows]

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
