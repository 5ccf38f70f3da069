"""Work out the placeholders of pictures that were stored without one, or replaced by an older version."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F, Q
from wagtail.images.models import SourceImageIOError

from cms.images.models import LibraryImage
from cms.images.stored import why_not
from content_types.core.pictures.errors import PictureError


class Command(BaseCommand):
    help = (
        "Work out what is shown of pictures until they are there, where that is not known, and name the pictures that cannot be shown. "
        "May be run again, and while the site is up."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        other_file = ~Q(file_hash="") & ~Q(placeholder_of=F("file_hash"))
        made, cannot = 0, []
        for picture in (
            LibraryImage.objects.filter(Q(thumb_hash="") | other_file).order_by("pk").iterator(chunk_size=100)
        ):
            try:
                picture.make_placeholder()
            except (PictureError, SourceImageIOError) as error:
                cannot.append(f"{picture.pk} “{picture.title}”: {why_not(error)}")
            else:
                made += 1
        self.stdout.write(f"{made} placeholders made.")
        for line in cannot:
            self.stdout.write(line)
