"""``manage.py demo``: everything the demo needs before it is served."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.editors.demo import DEMO_LOGINS
from cms.startup import missing_migrations
from content_types.core.models import HomePage
from demo.members import make_members

LIBRARY = Path(__file__).resolve().parents[2] / "library"
OLD_ADDRESS, MOVED_TO = "/letters/housing", "housing-letter"


def add_old_address() -> None:
    """One address that has moved, so that frontend developers can try a redirect. The files of a library hold none."""
    moved_to = Page.objects.get(slug=MOVED_TO)
    Redirect.objects.get_or_create(old_path=OLD_ADDRESS, defaults={"redirect_page": moved_to, "is_permanent": True})


class Command(BaseCommand):
    help = (
        "Sets the demo up: tables, the demo library, roles, logins and the search index. What is there already stays, "
        "so running it again is quick. `make demo` runs it and then serves the site."
    )
    # They look at the whole project, take a second, and say nothing new on a set-up that is always the same.
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not getattr(settings, "DEMO", False):
            raise CommandError(
                "The demo's passwords are known to everyone, so it runs under cms.settings.demo only. Run `make demo`.",
                returncode=2,
            )
        self.make_tables()
        call_command("load_synonyms", stdout=self.stdout, verbosity=0)
        if self.load_library():
            call_command("rebuild_search", stdout=self.stdout)
        self.make_logins()
        make_members()
        call_command("count_members", stdout=self.stdout, verbosity=0)
        self.tell_site_its_port()

    def make_tables(self) -> None:
        """Bring the database to this release."""
        Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
        if missing_migrations():
            self.stdout.write("Making the database …")
            call_command("migrate", verbosity=0)

    def load_library(self) -> bool:
        """Import the demo library and give the roles their rights on it; whether there was anything to do."""
        if HomePage.objects.exists():
            return False
        self.stdout.write("Loading the demo library, about half a minute …")
        call_command("import_library", str(LIBRARY), stdout=self.stdout)
        add_old_address()
        call_command("set_up_roles", stdout=self.stdout)
        return True

    @transaction.atomic
    def make_logins(self) -> None:
        """Make the logins that are not there; one whose password was changed keeps it."""
        for login in DEMO_LOGINS:
            user, new = get_user_model().objects.get_or_create(
                username=login.username,
                defaults={
                    "email": f"{login.username}@example.org",
                    "first_name": login.first_name,
                    "last_name": login.last_name,
                },
            )
            if new:
                user.set_password(login.password)
                user.save()
                if login.role:
                    user.groups.add(Group.objects.get(name=login.role))

    def tell_site_its_port(self) -> None:
        """Absolute links hold the port, and each run may have another."""
        site = Site.objects.filter(is_default_site=True).first()
        port = int(os.environ.get("PORT", "8000"))
        if site is not None and (site.hostname, site.port) != ("localhost", port):
            site.hostname, site.port = "localhost", port
            site.save()
