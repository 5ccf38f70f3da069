"""Take the names out of documents that were stored by an older version."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.documents.models import LibraryDocument
from cms.documents.stored import clean_stored
from content_types.core.document_files.errors import DocumentError


class Command(BaseCommand):
    help = (
        "Take the names of people out of the properties of stored PDF, Office and OpenDocument files, and name the files in which "
        "that cannot be done. May be run again, and while the site is up."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        cleaned = 0
        cannot = []
        for document in LibraryDocument.objects.order_by("pk").iterator(chunk_size=100):
            try:
                cleaned += clean_stored(document)
            except DocumentError as error:
                cannot.append(f"{document.pk} “{document.title}”: {error.words}")
            except OSError as error:
                cannot.append(f"{document.pk} “{document.title}”: The file cannot be read: {error}")
        self.stdout.write(f"{cleaned} documents cleaned.")
        for line in cannot:
            self.stdout.write(line)
        if cannot:
            self.stdout.write(
                f"{len(cannot)} documents need an editor: give each another file in the admin, under Documents."
            )
