"""Make pictures that were stored by an older version as they would be stored today."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from wagtail.images.models import SourceImageIOError

from cms.images.models import LibraryImage
from cms.images.stored import clean_stored, why_not
from content_types.core.pictures.errors import PictureError


class Command(BaseCommand):
    help = (
        "Take places, names and cameras out of stored pictures, turn photos upright, drop sizes that an older version made, "
        "and name the pictures that cannot be shown. May be run again, and while the site is up."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        cleaned = 0
        cannot = []
        for picture in LibraryImage.objects.order_by("pk").iterator(chunk_size=100):
            try:
                done = clean_stored(picture)
            except (PictureError, SourceImageIOError) as error:
                cannot.append(f"{picture.pk} “{picture.title}”: {why_not(error)}")
                continue
            if done:
                cleaned += 1
                self.stdout.write(f"{picture.pk} “{picture.title}”: {done}")
        self.stdout.write(f"{cleaned} pictures cleaned.")
        for line in cannot:
            self.stdout.write(line)
        if cannot:
            self.stdout.write(
                f"{len(cannot)} pictures need an editor: give each another file in the admin, under Images."
            )
