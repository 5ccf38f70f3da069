"""``manage.py prune_mail``: delete what is known of mails that ended long ago."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from mailing.outbox import prune


class Command(BaseCommand):
    help = "Deletes mails that ended more than MAIL_LOG_DAYS ago. The scheduler does so once a day; running it again does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = prune()
        if options["verbosity"]:
            self.stdout.write(f"{deleted} mails older than {settings.MAIL_LOG_DAYS} days deleted.")
