"""Documents that were stored before anything was taken out of them: made as if they had come in today."""

from __future__ import annotations

from django.core.files.base import File
from wagtail.utils.file import hash_filelike

from cms.documents.models import LibraryDocument
from cms.stored_files import replace_content
from content_types.core.document_files.cleaning import CleanDocument, clean_document


def clean_stored(document: LibraryDocument) -> bool:
    """Take the names out of the file of a document; whether there were any. Killed at any point, the row names a file that is there.

    Raises DocumentError for one from which they cannot be taken, and OSError where there is no file.
    """
    with document.open_file() as file:
        clean = clean_document(File(file), document.filename)
        if hash_filelike(file) == hash_filelike(clean):
            return False
        replace_content(document.file, clean, lambda name: _point_to(document, name, clean))
        return True


def _point_to(document: LibraryDocument, name: str, clean: CleanDocument) -> None:
    document.file = name
    document.file_size, document.file_hash = clean.size, hash_filelike(clean)
    document.save()
