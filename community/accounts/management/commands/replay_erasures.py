"""``manage.py replay_erasures [FILE]``: after a backup was put back, erases again whoever had left since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.accounts.erasures import replay


class Command(BaseCommand):
    help = "Erases again every account of the list beside the backups. Run it after each restore, before people are let in; again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default=settings.ERASURES_FILE, help="The list; else ERASURES_FILE.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        if not path:
            raise CommandError("Name the list, or set ERASURES_FILE.")
        try:
            with Path(path).open(encoding="utf-8") as lines:
                found = replay(lines)
        except (OSError, ValueError) as error:
            raise CommandError(f"{path}: {error}") from error
        self.stdout.write(f"Erased {found} account{'' if found == 1 else 's'} again.")
