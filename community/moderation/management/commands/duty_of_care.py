"""``manage.py duty_of_care``: the record of risks, the record of processing, or the template of an impact assessment, as Markdown."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from community.moderation.records import RECORDS


class Command(BaseCommand):
    """Write one of the records."""

    help = "Write a record, pre-filled from what is switched on, as Markdown. A solicitor must look at it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("record", choices=sorted(RECORDS))
        parser.add_argument("--output", help="a file; without it, it is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        text = RECORDS[options["record"]].write()
        if options["output"]:
            Path(options["output"]).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)
