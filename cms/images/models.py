"""Pictures of the library."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class LibraryImage(AbstractImage):
    """A picture with the name of its maker. ``description`` is the alt text where a page gives none."""

    credit = models.CharField(max_length=120, blank=True, help_text="Who made it, such as “Photo: Leila Haddad”.")

    admin_form_fields = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"


class LibraryRendition(AbstractRendition):
    """A made size of a picture."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="unique_library_rendition")
        ]
