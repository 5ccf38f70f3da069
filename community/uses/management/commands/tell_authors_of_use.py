"""``manage.py tell_authors_of_use``: authors are told who used their tools."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from community.uses.telling import tell_authors


class Command(BaseCommand):
    help = "Tells the authors of tools of new reports of use: the first at once, further ones once a day in one mail. The scheduler asks each minute."

    def handle(self, *args: Any, **options: Any) -> None:
        number = tell_authors()
        if options["verbosity"] > 0 and number:
            self.stdout.write(f"{number} author{'' if number == 1 else 's'} told.")
