"""``manage.py prune_review_mail``: forget which mails came in long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from review.models import InboundMail

KEPT_DAYS = 30


class Command(BaseCommand):
    help = (
        f"Deletes what is known of mails that came in more than {KEPT_DAYS} days ago; comments stay. The scheduler does so once a day; "
        "running it again does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        before = timezone.now() - timedelta(days=KEPT_DAYS)
        deleted, _ = InboundMail.objects.filter(received_at__lt=before).delete()
        if options["verbosity"]:
            self.stdout.write(f"{deleted} mails older than {KEPT_DAYS} days forgotten.")
