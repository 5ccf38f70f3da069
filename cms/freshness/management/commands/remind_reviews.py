"""``manage.py remind_reviews``"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.freshness.reminders import remind


class Command(BaseCommand):
    help = (
        "Mails those who look after resources that are due for review within 30 days, once a resource and day of review; what nobody looks "
        "after is told to those who may publish it. The scheduler does it once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        sent = remind()
        if options["verbosity"]:
            self.stdout.write(f"{sent} mails.")
