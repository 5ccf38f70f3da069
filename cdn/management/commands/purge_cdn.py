"""``manage.py purge_cdn``"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cdn.backends import PurgeFailed, backends


class Command(BaseCommand):
    help = "Has the CDN drop everything, now: after an upgrade, a restore, a change of SECRET_KEY, or when in doubt."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CDN:
            raise CommandError("There is no CDN in the settings. Set CDN.")
        try:
            for backend in backends():
                backend.purge_everything()
        except PurgeFailed as error:
            raise CommandError(f"{error}. Nothing was noted: run this again.") from error
        self.stdout.write("The CDN has dropped everything.")
