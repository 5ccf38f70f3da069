"""images/images.yaml and documents/documents.yaml: the entries, their files, and their collections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Collection

from import_export import scalars
from import_export.dates import Calendar
from import_export.field_codecs import Codec, Reading, Showing, Values
from import_export.folder import Folder
from import_export.media_files import (
    MediaConflictError,
    MediaJournal,
    check_document,
    check_image,
    check_name,
    endings,
    file_model,
    is_stored,
)  # fmt: skip
from import_export.outcome import CHANGED, CREATED, UNCHANGED, Outcome
from import_export.problems import Report, SourceLocation
from import_export.record_reading import read_codecs, report_errors
from import_export.records import codecs_of, put, same, values_of
from import_export.references import PLANNED, Known, References
from import_export.states import PUBLIC, Privacy, privacy_of, read_privacy, restriction_of, set_privacy
from import_export.yaml_reader import Mapping

LISTS = {"image": "images/images.yaml", "document": "documents/documents.yaml"}
KEYS = ("file", "collection", "collection_privacy")
WITHIN = " > "  # between the names of a collection and of one inside it


@dataclass
class MediaEntry:
    """What one entry says."""

    what: str
    name: str
    location: SourceLocation
    mapping: Mapping
    codecs: list[Codec]
    values: Values
    reading: Reading
    collection: str
    collection_privacy: Privacy | None  # None: as it is

    @property
    def path(self) -> str:
        """Its file, relative to the folder."""
        return f"{self.what}s/{self.name}"


@dataclass
class Media:
    """All entries, and what they say of their collections."""

    entries: list[MediaEntry] = field(default_factory=list)
    privacy: dict[str, Privacy] = field(default_factory=dict)


def known_files(references: References, what: str) -> Known:
    """The names of images or of documents."""
    return references.images if what == "image" else references.documents


def read_media(folder: Folder, references: References, calendar: Calendar, report: Report, checking: bool) -> Media:
    """All entries with their problems noted; their names are made known to the references."""
    media = Media()
    for what in LISTS:
        seen: dict[str, int] = {}
        for entry in _entries(folder, what, references, calendar, report, checking):
            if entry.name in seen:
                entry.location.problem(f"“{entry.name}” stands in line {seen[entry.name]} already. Remove one.")
                continue
            seen[entry.name] = entry.location.line
            known_files(references, what).plan(entry.name)
            media.entries.append(entry)
            if entry.collection and entry.collection_privacy is not None:
                first = media.privacy.setdefault(entry.collection, entry.collection_privacy)
                if first != entry.collection_privacy:
                    entry.location.problem(
                        f"Another entry gives the collection “{entry.collection}” another privacy. Give all its entries the same."
                    )
    return media


def _entries(
    folder: Folder, what: str, references: References, calendar: Calendar, report: Report, checking: bool
) -> Iterator[MediaEntry]:
    for name in folder.in_folder(f"{what}s"):
        if name != LISTS[what]:
            SourceLocation(report, name).problem(
                f"The files of this folder are listed in {LISTS[what]}. Move the entries there."
            )
    if not folder.has(LISTS[what]):
        return
    node = folder.read(LISTS[what], report)
    if node is None:
        return
    codecs = codecs_of(file_model(what))
    keys = [KEYS[0], *(codec.name for codec in codecs), *KEYS[1:]]
    for entry, place in scalars.entries(node, SourceLocation(report, LISTS[what], node.line)):
        known = scalars.mapping(entry, place, keys)
        if known is None:
            continue
        name = _text(known, "file", place)
        reading = Reading(references, calendar, f"{what}s/{name}", zone=calendar.zone, checking=checking)
        values = read_codecs(codecs, known, place, reading)
        privacy = None
        if "collection_privacy" in known.entries:
            at = place.key("collection_privacy", known.key_lines["collection_privacy"])
            privacy = read_privacy(known.entries["collection_privacy"], at)
            if not _text(known, "collection", place):
                at.problem("Name the collection that this is the privacy of: collection: …")
        if not name:
            place.key("file", known.key_lines.get("file", place.line)).problem("The file name is missing. Add file: …")
            continue
        yield MediaEntry(what, name, place, known, codecs, values, reading, _text(known, "collection", place), privacy)


def _text(known: Mapping, key: str, location: SourceLocation) -> str:
    node = known.entries.get(key)
    return (scalars.text(node, location.key(key, known.key_lines[key])) or "") if node is not None else ""


def check_media(media: Media, folder: Folder) -> None:
    """Note files that are missing or are not what they should be."""
    for entry in media.entries:
        location = entry.location.key("file", entry.mapping.key_lines["file"])
        if not check_name(entry.name, location, endings(entry.what), file_model(entry.what)):
            continue
        path = folder.path(entry.path)
        if not path.is_file():
            location.problem(f"There is no file {entry.path}. Put it there, or remove the entry.")
        elif not path.resolve().is_relative_to(folder.root.resolve()):
            location.problem(f"{entry.path} is a link that leads out of the folder. Put the file itself there.")
        elif entry.what == "image":
            check_image(path, location)
        else:
            check_document(path, location)


def root_collection() -> Collection:
    """The collection above all others."""
    root = Collection.get_first_root_node()
    if root is None:
        raise LookupError("There is no root collection: run the migrations")
    return root


def collection_name(collection: Collection) -> str:
    """A collection's name in the format, with those above it; empty for the root."""
    names = [one.name for one in collection.get_ancestors(inclusive=True) if one.depth > 1]
    return WITHIN.join(names)


class MediaWriter:
    """Writes collections, images and documents."""

    def __init__(
        self,
        media: Media,
        folder: Folder,
        references: References,
        journal: MediaJournal,
        showing: Showing,
        outcome: Outcome,
    ) -> None:
        self.media = media
        self.folder = folder
        self.references = references
        self.journal = journal
        self.showing = showing
        self.outcome = outcome
        self._collections: dict[str, Collection] = {}

    def write_all(self, tag: Any) -> None:
        """Write every entry; ``tag`` gives the tag with a name."""
        for entry in self.media.entries:
            entry.reading.tag = tag
            try:
                self.outcome.count(f"{entry.what}s", self._write(entry))
            except MediaConflictError as error:
                entry.location.problem(str(error))
            except ValidationError as error:
                report_errors(error, entry.location, entry.mapping)

    def collection(self, name: str) -> Collection:
        """The collection with this name, made if need be, private from the moment it exists."""
        if name not in self._collections:
            above, _, own = name.rpartition(WITHIN)
            parent = self.collection(above) if above else root_collection()
            if not name:
                self._collections[name] = parent
                return parent
            found = parent.get_children().filter(name=own).first()
            wanted = self.media.privacy.get(name)
            collection = found or parent.add_child(instance=Collection(name=own))
            restriction = restriction_of(collection)
            if wanted is not None and privacy_of(restriction) != wanted:
                set_privacy(collection, wanted or PUBLIC, restriction)
            self._collections[name] = collection
        return self._collections[name]

    def _write(self, entry: MediaEntry) -> str:
        model = file_model(entry.what)
        known = known_files(self.references, entry.what)
        key = known.keys[entry.name]
        path = self.folder.path(entry.path)
        collection = self.collection(entry.collection)
        owner: Any = model() if key == PLANNED else model.objects.get(pk=key)
        given = list(entry.mapping.entries)
        other_file = key == PLANNED or not is_stored(owner, path, owner.get_file_hash())
        is_same = not other_file and owner.collection_id == collection.pk
        if is_same and same(entry.codecs, entry.values, values_of(entry.codecs, owner), self.showing, given):
            return UNCHANGED
        late = [codec for codec in entry.codecs if codec.needs_others or codec.name == "tags"]
        put([codec for codec in entry.codecs if codec not in late], owner, entry.values, entry.reading, given)
        owner.collection = collection
        if other_file:
            self.journal.store(owner, path)
            _set_metadata(owner)
        owner.full_clean()
        owner.save()
        put(late, owner, entry.values, entry.reading, given)
        if other_file and key != PLANNED and entry.what == "image":
            owner.renditions.all().delete()
        known.add(entry.name, owner.pk)
        return CREATED if key == PLANNED else CHANGED


def _set_metadata(owner: Any) -> None:
    """Size and hash, as Wagtail's own upload forms set them."""
    set_metadata = getattr(owner, "_set_image_file_metadata", None) or owner._set_document_file_metadata
    set_metadata()
    owner.file.close()
