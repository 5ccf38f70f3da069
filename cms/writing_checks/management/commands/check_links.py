"""``manage.py check_links``"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.writing_checks.link_checking import check_links
from cms.writing_checks.models import Link


class Command(BaseCommand):
    help = (
        "Looks whether the links of published resources still lead somewhere, those that are due: each once a month, one that fails sooner. "
        "The scheduler does it, a few a minute."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=1000, help="links to look at (default: 1000)")
        parser.add_argument("--seconds", type=float, default=3600.0, help="begin none after so long (default: 3600)")
        parser.add_argument("--all", action="store_true", help="look at every link again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            Link.objects.update(due_at=timezone.now())
        looked = check_links(options["most"], options["seconds"])
        if options["verbosity"]:
            broken = Link.objects.filter(state=Link.State.BROKEN).count()
            self.stdout.write(f"{looked} links were looked at; {broken} are broken.")
