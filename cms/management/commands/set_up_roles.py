"""``manage.py set_up_roles``: the groups, their rights, and the review before publication."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Site

from cms.editors.roles import ROLES, set_up_roles


class Command(BaseCommand):
    help = (
        "Makes the groups Volunteer editors, Reviewers and Administrators, gives each its rights on every site, and "
        "attaches the workflow “Peer review” to every home page. Run it after the first import and whenever a site is added; "
        "running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--exact", action="store_true", help="Also take away rights that somebody gave to these groups by hand."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not Site.objects.exists():
            raise CommandError(
                "There is no site yet, so there is nothing to give rights on. Import a library or make a site first."
            )
        try:
            report = set_up_roles(exact=options["exact"])
        except LookupError as error:
            raise CommandError(str(error)) from error
        names = ", ".join(role.name for role in ROLES)
        self.stdout.write(
            f"Roles on {', '.join(report.sites)}: {names}. Rights added: {report.added}, taken away: {report.removed}."
        )
