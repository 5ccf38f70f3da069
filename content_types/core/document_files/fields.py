"""The field of a document's file, in the model and in forms. However a file comes in, what is stored has no properties."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.documents.fields import WagtailDocumentField

from content_types.core.document_files.cleaning import CleanDocument, clean_document


class DocumentFieldFile(FieldFile):
    """The file of a document; stores nothing that is not clean."""

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Store it without properties. Raises DocumentError where that cannot be."""
        if not isinstance(content, CleanDocument):
            content = clean_document(content, name)
        super().save(name, content, save=save)


class DocumentFormField(WagtailDocumentField):
    """An upload: without its properties, or refused with what is wrong and what to do."""

    def to_python(self, data: Any) -> CleanDocument | None:
        """The document as it will be stored."""
        file = super().to_python(data)
        return None if file is None else clean_document(file, str(file.name))


class DocumentField(models.FileField):
    """The file of a document."""

    attr_class = DocumentFieldFile

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        # The database knows no difference.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs
