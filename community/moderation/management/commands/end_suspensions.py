"""``manage.py end_suspensions``: members whose suspension is over are let in again. The scheduler calls it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from community.moderation.suspensions import end_due


class Command(BaseCommand):
    """End the suspensions whose time is over."""

    help = "Let members in again whose suspension is over. Running it again does nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        ended = end_due()
        if options["verbosity"] > 0:
            self.stdout.write(f"{ended} ended.")
