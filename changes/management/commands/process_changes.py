"""``manage.py process_changes``: work out what notes of changes came to."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Page

from changes.processing import process_all_changes
from changes.signals import mark_dirty


class Command(BaseCommand):
    help = (
        "Settles changes that wait. The webhook worker does so every second and the scheduler every minute; running it by hand does no "
        "harm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all",
            action="store_true",
            help="look at every page: after a restore, or after the database was changed by other means than the platform",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            for root in Page.objects.filter(depth=1):
                mark_dirty(root.pk, content=False, below=True)
        process_all_changes()
