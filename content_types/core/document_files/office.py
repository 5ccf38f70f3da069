"""Properties of Office files (ECMA-376 part 2, 8: docProps/…) and OpenDocument files (OASIS ODF 1.3 part 2, 3.1.3: meta.xml)."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from content_types.core.document_files.errors import PROTECTED, TOO_LARGE, UNREADABLE

MOST_PARTS = 20_000
MOST_BYTES = 500 * 1024**2  # of all parts, unpacked
MOST_OF_A_PART = 1024**2  # that is read as a whole: relations and properties
_CHUNK = 1024**2
_OLE = b"\xd0\xcf\x11\xe0"  # what Office makes of a file with a password
_DC = "{http://purl.org/dc/elements/1.1/}"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMPTY = {
    "core-properties": _HEAD + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{title}</cp:coreProperties>',
    "extended-properties": _HEAD
    + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "custom-properties": _HEAD
    + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": _HEAD + '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"><office:meta>{title}</office:meta></office:document-meta>',
}  # fmt: skip


def without_properties(file: IO[bytes]) -> IO[bytes] | str | None:
    """The file without them, every other part as it was; None where it has none; a code where it cannot be taken."""
    if file.read(len(_OLE)) == _OLE:
        return PROTECTED
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as given:
            parts = given.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                return TOO_LARGE
            if any(part.flag_bits & 1 for part in parts) or _is_encrypted(given):
                return PROTECTED
            blank = dict(_blank_parts(given))
            if all(given.read(name) == content for name, content in blank.items()):
                return None
            return _with(given, blank)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, NotImplementedError, EOFError, ValueError, OSError):
        return UNREADABLE


def _is_encrypted(given: zipfile.ZipFile) -> bool:
    """Whether an OpenDocument file has a password: its manifest says so."""
    return "META-INF/manifest.xml" in given.namelist() and b"encryption-data" in _read(given, "META-INF/manifest.xml")


def _blank_parts(given: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """The parts with properties, as they are without; the title stays."""
    names = set(given.namelist())
    if "meta.xml" in names and "mimetype" in names:
        yield "meta.xml", _blank("meta.xml", _read(given, "meta.xml"))
        return
    for relation in ElementTree.fromstring(_read(given, "_rels/.rels")):  # noqa: S314  # expat bounds what entities make
        kind = relation.get("Type", "").rpartition("/")[2]
        name = relation.get("Target", "").lstrip("/")
        if kind in _EMPTY and name in names:
            yield name, _blank(kind, _read(given, name))


def _blank(kind: str, content: bytes) -> bytes:
    title = ElementTree.fromstring(content).findtext(f".//{_DC}title", "")  # noqa: S314  # as above
    return _EMPTY[kind].format(title=f"<dc:title>{escape(title)}</dc:title>" if title else "").encode()


def _read(given: zipfile.ZipFile, name: str) -> bytes:
    if given.getinfo(name).file_size > MOST_OF_A_PART:
        raise ValueError(name)
    return given.read(name)


def _with(given: zipfile.ZipFile, blank: dict[str, bytes]) -> IO[bytes]:
    made = tempfile.TemporaryFile()  # noqa: SIM115  # given to whoever stores it
    with zipfile.ZipFile(made, "w") as written:
        for part in given.infolist():
            if part.filename in blank:
                written.writestr(part, blank[part.filename])
                continue
            with given.open(part) as source, written.open(part, "w") as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
    made.seek(0)
    return made
