"""``manage.py send_following_digests``: members are told what is new of what they follow."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from community.following.digest import send_digests


class Command(BaseCommand):
    help = "Sends the digests that are due: what is new of what members follow. The scheduler does it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        number = send_digests()
        if options["verbosity"] > 0 and number:
            self.stdout.write(f"{number} digest{'' if number == 1 else 's'}.")
