"""Pictures of the library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import models
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    SourceImageIOError,
    get_upload_to,
)
from wagtail.utils.file import hash_filelike

from cms.images.making import PictureFilter, Undecoded, turns
from content_types.core.pictures.errors import PictureError
from content_types.core.pictures.fields import PictureField
from content_types.core.pictures.placeholder import placeholder_of
from content_types.core.pictures.reading import open_picture


class LibraryImage(AbstractImage):
    """A picture with the name of its maker. ``description`` is the alt text where a page gives none."""

    file = PictureField(verbose_name="file", upload_to=get_upload_to, width_field="width", height_field="height")
    # Before width and height, as Wagtail has it: what is stored sets them, and they are stored after it.
    file.creation_counter = AbstractImage._meta.get_field("file").creation_counter
    credit = models.CharField(max_length=120, blank=True, help_text="Who made it, such as “Photo: Leila Haddad”.")

    # Worked out when the file is stored. The hash of that file tells whether the file was replaced by a version that knew nothing of it.
    thumb_hash = models.CharField(max_length=64, default="", db_default="", editable=False)
    dominant_colour = models.CharField(max_length=7, default="", db_default="", editable=False)
    placeholder_of = models.CharField(max_length=40, default="", db_default="", editable=False)

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"

    def remember_placeholder(self, file: Any, name: str) -> None:
        """Work out what is shown of this file until it is there; saves nothing. Raises PictureError where it cannot be read."""
        with turns.take():
            found = placeholder_of(file, name)
        self.thumb_hash, self.dominant_colour = found.thumb_hash, found.dominant_colour
        self.placeholder_of = hash_filelike(file)

    def make_placeholder(self) -> None:
        """Work out and save that of the stored file. Raises PictureError or SourceImageIOError where it cannot be shown."""
        with self.open_file() as file:
            self.remember_placeholder(file, self.filename)
        made = {name: getattr(self, name) for name in ("thumb_hash", "dominant_colour", "placeholder_of")}
        type(self)._default_manager.filter(pk=self.pk).update(**made)

    @property
    def has_placeholder(self) -> bool:
        """Whether what is remembered is of the file that is stored."""
        return bool(self.thumb_hash) and self.file_hash in ("", self.placeholder_of)

    @contextmanager
    def get_willow_image(self) -> Iterator[Undecoded]:
        """The picture for a filter, in its turn. Raises SourceImageIOError where it cannot be shown."""
        with turns.take(), self.open_file() as file:
            try:
                yield Undecoded(open_picture(file, self.filename))
            except PictureError as error:
                raise SourceImageIOError(error.words) from error

    def clean_filter_for_svg(self, filter: Filter) -> PictureFilter:
        """The filter by which a size is made and found; Wagtail asks here for every one."""
        return PictureFilter(spec=super().clean_filter_for_svg(filter).spec)

    def create_rendition(self, filter: Filter) -> Any:
        """Make a size, unless another has made it while this one waited for its turn."""
        with turns.take():
            made = self.renditions.filter(filter_spec=filter.spec, focal_point_key=filter.get_cache_key(self)).first()
            return made or super().create_rendition(filter)

    def create_renditions(self, *filters: Filter) -> dict[Filter, Any]:
        """Make several, one after the other: Wagtail's own way holds the file in memory for three threads."""
        return {filter: self.create_rendition(filter) for filter in filters}


class LibraryRendition(AbstractRendition):
    """A made size of a picture."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_library_rendition")
        ]
