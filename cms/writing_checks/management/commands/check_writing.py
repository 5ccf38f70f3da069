"""``manage.py check_writing``"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.writing_checks.drafts import check_drafts
from cms.writing_checks.models import CheckedPage
from cms.writing_checks.recording import check_published


class Command(BaseCommand):
    help = (
        "Runs the writing checks on published resources that changed since the last time, or were looked at a month ago, and on drafts that "
        "changed, for the report “Writing checks”. The scheduler does it every minute."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="look at every published resource again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            CheckedPage.objects.update(checked_at=None)
        total = 0
        while found := check_published():
            total += found
        while found := check_drafts():
            total += found
        if options["verbosity"]:
            self.stdout.write(f"{total} resources were looked at.")
