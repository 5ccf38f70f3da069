"""``manage.py apply_retention``: personal fields are emptied when their time is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from community.accounts import erasures
from community.retention import apply


class Command(BaseCommand):
    help = "Empties personal fields that were kept as long as their models say, and deletes what is kept no longer. The scheduler does it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        erasures.keep()
        number = apply()
        if options["verbosity"] > 0 and number:
            self.stdout.write(f"{number} row{'' if number == 1 else 's'} changed or deleted.")
