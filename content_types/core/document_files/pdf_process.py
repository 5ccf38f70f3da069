"""A program of its own: takes a PDF in and gives it out without the properties (ISO 32000-2, 14.3) that name people.

It runs apart from the server, because a file can be made so that reading it takes hours or gigabytes: the system stops it, where no thread could be stopped.
Its exit status says what came of it.
"""

from __future__ import annotations

import io
import resource
import sys

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, NameObject

WRITTEN, CLEAN, PROTECTED, SIGNED, UNREADABLE = 0, 10, 11, 12, 13
SECONDS = 30
MEMORY = 2 * 1024**3
# What it is about, when and by which program it was made. All else may name somebody: /Author, what a company's template adds, XMP.
KEPT = ("/Title", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped")


def main() -> int:
    """Read standard input, write standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    given = sys.stdin.buffer.read()
    try:
        return clean(given)
    # What a damaged file makes of the library is not foreseeable; each is one answer to whoever uploads it.
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        MemoryError,
        OSError,
    ):
        return UNREADABLE


def clean(given: bytes) -> int:
    """Write a PDF without them, unless it has none."""
    reader = PdfReader(io.BytesIO(given))
    if reader.is_encrypted:
        return PROTECTED
    properties = dict(reader.metadata or {})
    if not properties.keys() - KEPT and b"/Metadata" not in given and "/Metadata" not in reader.root_object:
        return CLEAN
    if _is_signed(reader):
        return SIGNED
    writer = PdfWriter(clone_from=reader)
    for one in writer._objects:
        if isinstance(one, DictionaryObject):
            one.pop(NameObject("/Metadata"), None)
    writer.metadata = {name: str(properties[name]) for name in KEPT if properties.get(name)} or None
    left = 0
    while left != (
        left := sum(one is not None for one in writer._objects)
    ):  # what only the removed referred to goes too
        writer.compress_identical_objects(remove_duplicates=False)
    writer.write(sys.stdout.buffer)
    return WRITTEN


def _is_signed(reader: PdfReader) -> bool:
    form = reader.root_object.get("/AcroForm")
    flags = form.get_object().get("/SigFlags", 0) if form is not None else 0
    return bool(flags & 1) or "/Perms" in reader.root_object


if __name__ == "__main__":
    sys.exit(main())
