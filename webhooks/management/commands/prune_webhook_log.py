"""``manage.py prune_webhook_log``: delete what is known of messages that ended long ago."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from webhooks.outbox import prune


class Command(BaseCommand):
    help = (
        "Deletes webhook deliveries that ended more than WEBHOOK_LOG_DAYS ago. The scheduler does so once a day; running it again does "
        "no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = prune()
        if options["verbosity"]:
            self.stdout.write(f"{deleted} deliveries older than {settings.WEBHOOK_LOG_DAYS} days deleted.")
