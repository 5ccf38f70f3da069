"""Files to download."""

from __future__ import annotations

from wagtail.documents.models import AbstractDocument, Document

from content_types.core.document_files.fields import DocumentField


class LibraryDocument(AbstractDocument):
    """A file to download. What is stored names nobody in its properties."""

    file = DocumentField(upload_to="documents", verbose_name="file")

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
