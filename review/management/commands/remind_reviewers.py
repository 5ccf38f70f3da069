"""``manage.py remind_reviewers``: one mail before the day by which an answer is asked for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from review.reminders import remind


class Command(BaseCommand):
    help = "Reminds those who claimed a review, or were invited to one, once before its day. The scheduler does it each minute."

    def handle(self, *args: Any, **options: Any) -> None:
        number = remind()
        if options["verbosity"] > 0 and number:
            self.stdout.write(f"Reminded of {number} review{'' if number == 1 else 's'}.")
