"""``manage.py keep_registers``: ends offers, offers free places, tells of changes and reminds, for every event."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from community.registrations.following import keep_registers, tell_of_recordings


class Command(BaseCommand):
    help = "Ends offers that expired, offers free places to those who wait, tells of changed events, reminds once before each, and tells of recordings. The scheduler does it each minute."

    def handle(self, *args: Any, **options: Any) -> None:
        number = keep_registers()
        tell_of_recordings()
        if options["verbosity"] > 0 and number:
            self.stdout.write(f"Looked after {number} register{'' if number == 1 else 's'}.")
