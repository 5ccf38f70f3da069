"""``manage.py prune_search_log``: delete the counts of searches that are older than they may become."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from search import log


class Command(BaseCommand):
    help = (
        "Deletes the counts of searches that are older than SEARCH_LOG_DAYS. The scheduler does so once a day; running it again does "
        "no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = log.prune()
        if options["verbosity"]:
            self.stdout.write(f"{deleted} counts older than {settings.SEARCH_LOG_DAYS} days deleted.")
