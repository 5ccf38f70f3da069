"""``manage.py prune_content_changes``: forget changes that are older than they may become."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from changes.retention import prune


class Command(BaseCommand):
    help = (
        "Forgets content changes older than CONTENT_CHANGES_DAYS. The scheduler does so once a day; running it again does no harm. "
        "A frontend that has not asked for so long is told to read everything anew."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = prune()
        if options["verbosity"]:
            self.stdout.write(f"{deleted} changes older than {settings.CONTENT_CHANGES_DAYS} days forgotten.")
