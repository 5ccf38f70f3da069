"""Taking the properties out of a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import File

from content_types.core.document_files import office, pdf
from content_types.core.document_files.errors import TOO_LARGE, DocumentError

if TYPE_CHECKING:
    _File = File[bytes]
else:
    _File = File  # which takes no parameters when it runs

MOST_BYTES = 100 * 1024**2
_KINDS: dict[str, Callable[[IO[bytes]], IO[bytes] | str | None]] = {
    "pdf": pdf.without_properties,
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp"), office.without_properties),
}


class CleanDocument(_File):
    """The file of a document, without properties."""


def clean_document(content: File[Any], name: str) -> CleanDocument:
    """A document without who wrote it; bit for bit as it came where it names nobody, and where it is of a kind without properties.

    Raises DocumentError.
    """
    known = _KINDS.get(PurePath(name).suffix.lstrip(".").lower())
    if known is None:
        return CleanDocument(content, name)
    if content.size > MOST_BYTES:
        raise DocumentError(TOO_LARGE, PurePath(name).name)
    content.seek(0)
    found = known(content)
    content.seek(0)
    if isinstance(found, str):
        raise DocumentError(found, PurePath(name).name)
    return CleanDocument(content if found is None else found, name)
