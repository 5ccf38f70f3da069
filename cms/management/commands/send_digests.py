"""``manage.py send_digests``: a mail once a week, to those who chose it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.editors.digest import send_digests


class Command(BaseCommand):
    help = "Mails editors who chose it what waits for them, once a week. The scheduler does it each day."

    def handle(self, *args: Any, **options: Any) -> None:
        number = send_digests()
        if options["verbosity"] > 0:
            self.stdout.write(f"Mails: {number}")
