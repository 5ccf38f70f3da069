"""``manage.py import_library PATH``: bring the library to what a folder of files says."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from import_export.importing import import_library
from import_export.outcome import CHANGED, CREATED, UNCHANGED, Outcome
from import_export.page_writing import ChangedMeanwhileError
from import_export.problems import ImportRejected


class Command(BaseCommand):
    """Checks the whole folder, reports every problem, and then writes all or nothing."""

    help = (
        "Import a folder of YAML files and media (docs/import-format.md). Everything is checked first; "
        "every problem is reported with its file, line and field; then all is written, or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="the folder")
        parser.add_argument(
            "--dry-run", action="store_true", help="check, try, say what would change, and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if not path.is_dir():
            raise CommandError(f"There is no folder {path}. Give the path of a folder in the import format.")
        verbosity: int = options["verbosity"]
        try:
            outcome = import_library(path, self.progress(verbosity), options["dry_run"])
        except ImportRejected as error:
            self.end_of_progress(verbosity)
            for problem in error.problems:
                self.stderr.write(str(problem))
            count, files = len(error.problems), len({problem.file for problem in error.problems})
            raise CommandError(
                f"{count} problem{'s' * (count != 1)} in {files} file{'s' * (files != 1)}. Nothing was written."
            ) from None
        except ChangedMeanwhileError as error:
            raise CommandError(f"{error} Nothing was written.") from None
        self.end_of_progress(verbosity)
        if verbosity:
            self.tell(outcome, options["dry_run"])

    def progress(self, verbosity: int) -> Any:
        """A counter on a terminal; elsewhere a line every thousand files."""
        terminal = self.stdout.isatty()

        def tell(what: str, done: int, total: int) -> None:
            if not verbosity:
                return
            if terminal:
                self.stdout.write(f"\r{what} {done:,} of {total:,} pages ", ending="")
                self.stdout.flush()
            elif done % 1000 == 0:
                self.stdout.write(f"{what} {done:,} of {total:,} pages")

        return tell

    def end_of_progress(self, verbosity: int) -> None:
        """Leave the line of the counter."""
        if verbosity and self.stdout.isatty():
            self.stdout.write("")

    def tell(self, outcome: Outcome, dry_run: bool) -> None:
        """A line a folder, and the sum."""
        for folder, counts in outcome.counts.items():
            parts = [f"{counts[what]:,} {what}" for what in (CREATED, CHANGED, UNCHANGED) if counts[what]]
            self.stdout.write(f"{folder}: {', '.join(parts)}")
        if outcome.changed_nothing:
            self.stdout.write("Nothing has changed.")
        elif dry_run:
            self.stdout.write("This was a trial: nothing was written.")
        else:
            self.stdout.write("Imported.")
