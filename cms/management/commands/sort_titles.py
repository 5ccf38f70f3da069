"""Write the sort keys of titles that are not what they should be."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Locale

from content_types.core.models import LibraryPage
from content_types.core.title_order import write_sort_keys


class Command(BaseCommand):
    help = (
        "Write the key by which each title is sorted where it is not what it should be: after an upgrade, for pages that the release before "
        "wrote meanwhile, and after a change of a language's code. May be run again, and while the site is up."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        written = write_sort_keys(LibraryPage.objects, Locale.objects)
        self.stdout.write(f"{written} titles sorted anew.")
