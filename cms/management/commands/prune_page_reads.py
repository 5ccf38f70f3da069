"""``manage.py prune_page_reads``: delete the counts of reads that are older than they may become."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from content_types.core import reads


class Command(BaseCommand):
    help = "Deletes the counts of reads that are older than PAGE_READS_DAYS. The scheduler does so once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = reads.prune()
        if options["verbosity"]:
            self.stdout.write(f"{deleted} counts older than {settings.PAGE_READS_DAYS} days deleted.")
