"""The admin's form of a picture."""

from __future__ import annotations

from wagtail.images.forms import BaseImageForm

from cms.uploads import UploadForm
from content_types.core.pictures.fields import PictureFormField


class PictureForm(UploadForm, BaseImageForm):
    """Wagtail's, with our field for the file."""

    file_field = PictureFormField
