"""Files to download."""

from __future__ import annotations

from wagtail.documents.models import AbstractDocument, Document


class LibraryDocument(AbstractDocument):
    """A file to download."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
