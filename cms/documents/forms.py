"""The admin's form of a document."""

from __future__ import annotations

from wagtail.documents.forms import BaseDocumentForm

from cms.uploads import UploadForm
from content_types.core.document_files.fields import DocumentFormField


class DocumentForm(UploadForm, BaseDocumentForm):
    """Wagtail's, with our field for the file."""

    file_field = DocumentFormField
