"""One page's file: which page it is, and what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.utils.text import slugify

from delivery.languages import languages
from import_export import scalars
from import_export.block_checking import check_stream
from import_export.dates import Calendar
from import_export.field_codecs import Codec, Reading, Values
from import_export.folder import Folder, of_language
from import_export.problems import Report, SourceLocation, did_you_mean
from import_export.record_reading import check_clean, read_codecs
from import_export.records import codecs_of, column_codecs, word_codecs
from import_export.references import References
from import_export.relation_codecs import OUT_OF_DATE, RowsCodec, StreamCodec
from import_export.schema import HOME, PageKind, page_kinds, resource_kinds
from import_export.states import PAGE_STATES, PUBLIC, Privacy, check_dates, read_privacy, read_state
from import_export.yaml_reader import Mapping, Scalar

HEADER = ("type", "state", "privacy")
# Of a translation: the address of its original, and whether that has changed since.
TRANSLATION_HEADER = ("translation_of", OUT_OF_DATE)


@dataclass(frozen=True)
class Place:
    """Where a file's page belongs: its address, its kind and the address of its parent (None for a home page).

    A translation has a language and the address of its original ("" while its file does not say it).
    """

    file: str
    address: str
    kind: PageKind
    parent: str | None
    language: str = ""
    original: str = ""


@dataclass
class PageFile:
    """What a file says."""

    place: Place
    mapping: Mapping
    codecs: list[Codec]
    values: Values
    reading: Reading
    state: str
    privacy: Privacy
    out_of_date: bool = False


def places(folder: Folder, report: Report) -> dict[str, Place]:
    """Every page file by address, in the order in which they are written: home, indexes, standing pages, resources.

    The files in pages/ are opened for their type; resources are known by folder and file name alone.
    """
    found: dict[str, Place] = {}
    for code in ("", *languages()[1:]):  # translations after what they are of
        for place in _places_in(code, folder, report):
            if place.address in found:
                SourceLocation(report, place.file).problem(
                    f"The address {place.address} belongs to {found[place.address].file} already. Rename one of the two."
                )
            else:
                found[place.address] = place
    return found


def _places_in(code: str, folder: Folder, report: Report) -> list[Place]:
    order = {name: position for position, name in enumerate(page_kinds())}
    start = f"{code}/" if code else ""
    standing: list[Place] = []
    for name in folder.below(f"{start}pages"):
        place = _place_in_pages(folder, name, report)
        if place is not None:
            standing.append(place)
    standing.sort(key=lambda one: (order[one.kind.name], one.address))
    for kind in resource_kinds():
        for name in folder.in_folder(f"{start}{kind.folder}"):
            index = f"/{start}{kind.folder}/"
            address = f"{index}{PurePosixPath(name).stem}/"
            original = _original(folder, name, report) if code else ""
            standing.append(Place(name, address, kind, index, code, original))
    return standing


def _original(folder: Folder, name: str, report: Report) -> str:
    """What a file says that it is a translation of; "" where it says nothing, which is a problem."""
    node = folder.read(name, report)
    location = SourceLocation(report, name)
    said = node.entries.get("translation_of") if isinstance(node, Mapping) else None
    if isinstance(said, Scalar) and said.text:
        return said.text
    location.key("translation_of", said.line if said is not None else 1).problem(
        "Write the address of the page that this is a translation of, such as translation_of: /tools/social-history/."
    )
    return ""


def plan(found: Iterable[Place], references: References, report: Report) -> None:
    """Make the files' pages known to one another; an address that a page of another type has is a problem."""
    for place in found:
        taken = references.page_models.get(place.address)
        if taken is not None and taken is not place.kind.model:
            SourceLocation(report, place.file).problem(
                f"At {place.address} there is a {taken._meta.verbose_name} already. Rename the file, or move that page."
            )
        references.plan_page(place.address, place.kind.model)


def _place_in_pages(folder: Folder, name: str, report: Report) -> Place | None:
    node = folder.read(name, report)
    location = SourceLocation(report, name)
    if node is None:
        return None
    kinds = {key: kind for key, kind in page_kinds().items() if not kind.folder}
    type_node = node.entries.get("type") if isinstance(node, Mapping) else None
    word = type_node.text if isinstance(type_node, Scalar) else None
    kind = kinds.get(word or "")
    if kind is None:
        place = location.key("type", type_node.line if type_node else 1)
        if word in page_kinds():
            place.problem(f"A file of type “{word}” belongs in the folder {page_kinds()[word].folder}/. Move it there.")
        else:
            place.problem(f"Write the type of the page: one of {', '.join(kinds)}.{did_you_mean(word or '', kinds)}")
        return None
    code, rest = of_language(name)
    home = f"/{code}/" if code else HOME
    if kind.name == "home":
        return Place(name, home, kind, None, code, HOME if code else "")
    if kind.index_of:
        return Place(name, f"{home}{kind.index_of}/", kind, home, code, f"/{kind.index_of}/" if code else "")
    parts = PurePosixPath(rest).with_suffix("").parts[1:]
    parent = f"{home}{'/'.join(parts[:-1])}/" if parts[:-1] else home
    return Place(name, f"{home}{'/'.join(parts)}/", kind, parent, code, _original(folder, name, report) if code else "")


def read_page(
    folder: Folder,
    place: Place,
    references: References,
    calendar: Calendar,
    report: Report,
    checking: bool,
    plain: bool = False,
) -> PageFile | None:
    """What a file says; None when it cannot be read or is of another type, with the problem noted.

    ``plain`` reads only the columns that name nothing else.
    """
    node = folder.read(place.file, report)
    if node is None:
        return None
    location = SourceLocation(report, place.file, node.line)
    codecs = word_codecs(place.kind.model) if place.language else codecs_of(place.kind.model)
    header = (*HEADER, *TRANSLATION_HEADER) if place.language else HEADER
    known = (
        scalars.mapping(node, location, [*header, *(codec.name for codec in codecs)])
        if _has_type(node, place, location)
        else None
    )
    if known is None:
        return None
    # The blocks of a translation have the ids of its original's, so that each text is known to stand for another.
    reading = Reading(references, calendar, place.original or place.address, zone=calendar.zone, checking=checking)
    reading.locale_id = references.locale_id
    if plain:
        codecs = [*column_codecs(codecs)]
    values = read_codecs(codecs, known, location, reading)
    state = read_state(known, location, PAGE_STATES)
    privacy = PUBLIC
    if "privacy" in known.entries:
        privacy = read_privacy(known.entries["privacy"], location.key("privacy", known.key_lines["privacy"]))
    old = known.entries.get(OUT_OF_DATE)
    out_of_date = bool(old is not None and scalars.boolean(old, location.key(OUT_OF_DATE, old.line)))
    return PageFile(place, known, codecs, values, reading, state, privacy, out_of_date)


def _has_type(node: object, place: Place, location: SourceLocation) -> bool:
    if not isinstance(node, Mapping):
        return True  # the caller complains
    type_node = node.entries.get("type")
    word = type_node.text if isinstance(type_node, Scalar) else None
    if word == place.kind.name:
        return True
    location.key("type", type_node.line if type_node else location.line).problem(
        f"A file in this folder is of the type “{place.kind.name}”. Write type: {place.kind.name}, or move the file."
    )
    return False


def check_page(folder: Folder, place: Place, references: References, calendar: Calendar, report: Report) -> None:
    """Note everything that is wrong with one page's file, as far as the file and the names it uses tell."""
    file = read_page(folder, place, references, calendar, report, checking=True)
    if file is None:
        return
    location = SourceLocation(report, place.file, file.mapping.line)
    _check_slug(file, location)
    check_dates(file.state, file.mapping, location, file.values["go_live_at"], file.values["expire_at"])
    for codec in file.codecs:
        if isinstance(codec, StreamCodec) and codec.name in file.reading.traces:
            trace, stored = file.reading.traces[codec.name]
            check_stream(codec.column, stored, trace)
        elif isinstance(codec, RowsCodec) and codec.block is not None:
            check_blocks_are_there(codec, file, location)
    if place.language:
        _check_original(place, references, location)
    else:  # of a translation, what is no text is its original's
        check_clean(place.kind.model, file.codecs, file.values, location, file.reading, file.mapping)
    _check_parent(place, references, location)


def check_blocks_are_there(codec: RowsCodec, file: PageFile, location: SourceLocation) -> None:
    """Note the rows that are about a block which the file does not have."""
    assert codec.block is not None
    for row in file.values[codec.name]:
        name = row[codec.block.name] or ""
        field, _, number = name.partition("/")
        stream = file.values.get(field) if field in file.reading.traces else None
        if name and (stream is None or int(number) > len(stream)):
            line = file.mapping.key_lines.get(codec.name, location.line)
            location.key(codec.name, line).problem(f"There is no block {name} in this file.")


def _check_original(place: Place, references: References, location: SourceLocation) -> None:
    if not place.original:
        return  # complained of already
    here = location.key("translation_of", location.line)
    if of_language(place.original.strip("/"))[0]:
        here.problem("This is a translation itself. Write the address of the page in the site's own language.")
    else:
        references.page(place.original, here, place.kind.model)


def _check_slug(file: PageFile, location: SourceLocation) -> None:
    kind = file.place.kind
    stem = PurePosixPath(file.place.file).stem
    slug = file.values["slug"]
    if not settings.WAGTAIL_ALLOW_UNICODE_SLUGS and not slug.isascii():
        # The admin rejects it as well: nobody could save the page there again.
        plain = slugify(slug) or "a-name"
        location.key("slug", file.mapping.key_lines.get("slug", location.line)).problem(
            f"“{slug}” has letters that an address may not have. Use a to z, digits and hyphens, such as {plain}, and name the file so."
        )
        return
    if (kind.folder or not (kind.index_of or file.place.parent is None)) and file.values["slug"] != stem:
        place = location.key("slug", file.mapping.key_lines.get("slug", location.line))
        if not place.failed:
            place.problem(
                f"The slug is the name of the file. Write slug: {stem}, or rename the file to {file.values['slug']}.yaml."
            )


def _check_parent(place: Place, references: References, location: SourceLocation) -> None:
    if place.parent is None:
        return
    if place.parent not in references.page_models:
        what = (
            f"home page ({place.language and f'{place.language}/'}pages/home.yaml)"
            if place.parent in {HOME, f"/{place.language}/"}
            else f"page at {place.parent}, below which this one belongs"
        )
        location.problem(f"There is no {what}. Add its file to pages/.")
