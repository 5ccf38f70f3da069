"""``manage.py export_library PATH``: write the library to a folder of readable files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from import_export.exporting import ExportError, export_library


class Command(BaseCommand):
    """Writes everything that the format holds: drafts, private and expired pages too."""

    help = (
        "Export the library to a folder of YAML files and media (docs/import-format.md), which import_library reads. "
        "It holds drafts, private pages and their passwords: keep it as safe as the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the folder; made if it is not there")
        parser.add_argument("--overwrite", action="store_true", help="write into a folder that is not empty")

    def handle(self, *args: Any, **options: Any) -> None:
        verbosity: int = options["verbosity"]
        terminal = self.stdout.isatty()

        def progress(what: str, done: int, total: int) -> None:
            if verbosity and terminal:
                self.stdout.write(f"\r{what} {done:,} of {total:,} ", ending="")
                self.stdout.flush()

        try:
            counts = export_library(options["path"], options["overwrite"], progress)
        except (ExportError, OSError) as error:
            raise CommandError(str(error)) from None
        if verbosity:
            if terminal:
                self.stdout.write("")
            for folder, count in counts.items():
                self.stdout.write(f"{folder}: {count:,}")
            self.stdout.write(f"Exported to {options['path']}.")
