"""``manage.py prune_review_invitations``: forget colleagues whose review ended long ago."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from review.retention import forget_invited


class Command(BaseCommand):
    help = (
        "Deletes the invitations to reviews that ended more than REVIEW_INVITATION_DAYS ago, and the accounts of colleagues who have "
        "no other; what they said stays. The scheduler does so once a day; running it again does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        forgotten = forget_invited()
        if options["verbosity"]:
            self.stdout.write(f"{forgotten} invitation{'' if forgotten == 1 else 's'} forgotten.")
