"""The field of a picture's file, in the model and in forms. However a file comes in, what is stored is clean."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.forms.fields import FileField
from wagtail.images.fields import WagtailImageField as WagtailImageFormField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from content_types.core.pictures.cleaning import CleanPicture, clean_picture
from content_types.core.pictures.reading import open_picture


class PictureFieldFile(WagtailImageFieldFile):
    """The file of a picture; stores nothing that is not clean, and has its model remember what is shown until it is there."""

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Store what is clean of it. Raises PictureError where it is no picture that we take."""
        if not isinstance(content, CleanPicture):
            content = clean_picture(content, name)
        self.instance.remember_placeholder(content, content.name)
        super().save(content.name, content, save=save)

    def get_image_dimensions(self) -> tuple[int, int]:
        """Width and height as it is seen, from its head alone."""
        close = self.closed
        self.open()
        try:
            return open_picture(self, PurePath(self.name).name).size
        finally:
            self.close() if close else self.seek(0)


class PictureField(WagtailImageField):
    """The file of a picture."""

    attr_class = PictureFieldFile


class PictureFormField(WagtailImageFormField):
    """An upload: cleaned, or rejected with what is wrong and what to do."""

    def to_python(self, data: Any) -> CleanPicture | None:
        """The picture as it will be stored, under the ending of its kind."""
        file = FileField.to_python(self, data)
        if file is None:
            return None
        self.check_image_file_size(file)
        return clean_picture(file, str(file.name))
