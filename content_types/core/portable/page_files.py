"""One page's file: which page it is, and what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from content_types.core.portable import scalars
from content_types.core.portable.block_checking import check_stream
from content_types.core.portable.dates import Calendar
from content_types.core.portable.field_codecs import Codec, Reading, Values
from content_types.core.portable.folder import Folder
from content_types.core.portable.problems import Report, Spot, did_you_mean
from content_types.core.portable.records import check_clean, codecs_of, column_codecs, read_codecs
from content_types.core.portable.references import References
from content_types.core.portable.relation_codecs import StreamCodec
from content_types.core.portable.schema import HOME, PageKind, page_kinds, resource_kinds
from content_types.core.portable.states import PAGE_STATES, PUBLIC, Privacy, check_dates, read_privacy, read_state
from content_types.core.portable.yaml_reader import Mapping, Scalar

HEADER = ("type", "state", "privacy")


@dataclass(frozen=True)
class Place:
    """Where a file's page belongs: its address, its kind and the address of its parent (None for the home page)."""

    file: str
    address: str
    kind: PageKind
    parent: str | None


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


def places(folder: Folder, report: Report) -> dict[str, Place]:
    """Every page file by address, in the order in which they are written: home, indexes, standing pages, resources.

    The files in pages/ are opened for their type; resources are known by folder and file name alone.
    """
    found: dict[str, Place] = {}
    order = {name: position for position, name in enumerate(page_kinds())}
    standing: list[Place] = []
    for name in folder.below("pages"):
        place = _place_in_pages(folder, name, report)
        if place is not None:
            standing.append(place)
    standing.sort(key=lambda one: (order[one.kind.name], one.address))
    for kind in resource_kinds():
        for name in folder.in_folder(kind.folder):
            address = f"/{kind.folder}/{PurePosixPath(name).stem}/"
            standing.append(Place(name, address, kind, f"/{kind.folder}/"))
    for place in standing:
        if place.address in found:
            Spot(report, place.file).problem(
                f"The address {place.address} belongs to {found[place.address].file} already. Rename one of the two."
            )
        else:
            found[place.address] = place
    return found


def plan(found: Iterable[Place], references: References, report: Report) -> None:
    """Make the files' pages known to one another; an address that a page of another type has is a problem."""
    for place in found:
        taken = references.page_models.get(place.address)
        if taken is not None and taken is not place.kind.model:
            Spot(report, place.file).problem(
                f"At {place.address} there is a {taken._meta.verbose_name} already. Rename the file, or move that page."
            )
        references.plan_page(place.address, place.kind.model)


def _place_in_pages(folder: Folder, name: str, report: Report) -> Place | None:
    node = folder.read(name, report)
    spot = Spot(report, name)
    if node is None:
        return None
    kinds = {key: kind for key, kind in page_kinds().items() if not kind.folder}
    type_node = node.entries.get("type") if isinstance(node, Mapping) else None
    word = type_node.text if isinstance(type_node, Scalar) else None
    kind = kinds.get(word or "")
    if kind is None:
        place = spot.key("type", type_node.line if type_node else 1)
        if word in page_kinds():
            place.problem(f"A file of type “{word}” belongs in the folder {page_kinds()[word].folder}/. Move it there.")
        else:
            place.problem(f"Write the type of the page: one of {', '.join(kinds)}.{did_you_mean(word or '', kinds)}")
        return None
    if kind.name == "home":
        return Place(name, HOME, kind, None)
    if kind.index_of:
        return Place(name, f"/{kind.index_of}/", kind, HOME)
    parts = PurePosixPath(name).with_suffix("").parts[1:]
    parent = f"/{'/'.join(parts[:-1])}/" if parts[:-1] else HOME
    return Place(name, f"/{'/'.join(parts)}/", kind, parent)


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
    spot = Spot(report, place.file, node.line)
    codecs = codecs_of(place.kind.model)
    known = (
        scalars.mapping(node, spot, [*HEADER, *(codec.name for codec in codecs)])
        if _has_type(node, place, spot)
        else None
    )
    if known is None:
        return None
    reading = Reading(references, calendar, place.address, zone=calendar.zone, checking=checking)
    reading.locale_id = references.locale_id
    if plain:
        codecs = [*column_codecs(codecs)]
    values = read_codecs(codecs, known, spot, reading)
    state = read_state(known, spot, PAGE_STATES)
    privacy = PUBLIC
    if "privacy" in known.entries:
        privacy = read_privacy(known.entries["privacy"], spot.key("privacy", known.key_lines["privacy"]))
    return PageFile(place, known, codecs, values, reading, state, privacy)


def _has_type(node: object, place: Place, spot: Spot) -> bool:
    if not isinstance(node, Mapping):
        return True  # the caller complains
    type_node = node.entries.get("type")
    word = type_node.text if isinstance(type_node, Scalar) else None
    if word == place.kind.name:
        return True
    spot.key("type", type_node.line if type_node else spot.line).problem(
        f"A file in this folder is of the type “{place.kind.name}”. Write type: {place.kind.name}, or move the file."
    )
    return False


def check_page(folder: Folder, place: Place, references: References, calendar: Calendar, report: Report) -> None:
    """Note everything that is wrong with one page's file, as far as the file and the names it uses tell."""
    file = read_page(folder, place, references, calendar, report, checking=True)
    if file is None:
        return
    spot = Spot(report, place.file, file.mapping.line)
    _check_slug(file, spot)
    check_dates(file.state, file.mapping, spot, file.values["go_live_at"], file.values["expire_at"])
    for codec in file.codecs:
        if isinstance(codec, StreamCodec) and codec.name in file.reading.traces:
            trace, stored = file.reading.traces[codec.name]
            check_stream(codec.column, stored, trace)
    check_clean(place.kind.model, file.codecs, file.values, spot, file.reading, file.mapping)
    _check_parent(place, references, spot)


def _check_slug(file: PageFile, spot: Spot) -> None:
    kind = file.place.kind
    stem = PurePosixPath(file.place.file).stem
    if (kind.folder or not (kind.index_of or file.place.address == HOME)) and file.values["slug"] != stem:
        place = spot.key("slug", file.mapping.key_lines.get("slug", spot.line))
        if not place.failed:
            place.problem(
                f"The slug is the name of the file. Write slug: {stem}, or rename the file to {file.values['slug']}.yaml."
            )


def _check_parent(place: Place, references: References, spot: Spot) -> None:
    if place.parent is None:
        return
    if place.parent not in references.page_models:
        what = (
            "home page (pages/home.yaml)"
            if place.parent == HOME
            else f"page at {place.parent}, below which this one belongs"
        )
        spot.problem(f"There is no {what}. Add its file to pages/.")
