"""``manage.py evidence_pack``"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.writing_checks.evidence_pack import as_data, results, rows, write_csv


class Command(BaseCommand):
    help = (
        "Writes what there is to show of each published resource to whoever assesses the library: dates, owner, authors, sources, reading "
        "age, conflicts stated, accessible media (NHS standard for creating health content, PIF TICK). The ending says how: .csv or .json."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a file that ends with .csv or .json")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if path.suffix not in {".csv", ".json"}:
            raise CommandError("Give a file that ends with .csv or .json.")
        found = list(rows())
        try:
            with path.open("w", encoding="utf-8", newline="") as out:
                if path.suffix == ".csv":
                    write_csv(found, out)
                else:
                    json.dump(as_data(found), out, ensure_ascii=False, indent=2)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        for one in results(found):
            self.stdout.write(f"{one.met:5} of {one.asked:5}  {one.criterion.name} ({one.criterion.asked_by})")
        self.stdout.write(f"{len(found)} resources are written to {path}.")
