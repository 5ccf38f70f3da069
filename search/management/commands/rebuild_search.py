"""``manage.py rebuild_search``"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines import DATABASE, ELASTICSEARCH, engine_names
from search.errors import EngineUnavailable
from search.rebuild import RebuildError, rebuild


class Command(BaseCommand):
    help = "Builds the search index of every configured engine anew, in batches. Searches go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--engine",
            choices=[DATABASE, ELASTICSEARCH],
            action="append",
            help="only this one (default: all configured)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        configured = engine_names()
        for name in options["engine"] or configured:
            if name not in configured:
                raise CommandError("Elasticsearch is not configured. Set ELASTICSEARCH_URL, or leave out --engine.")
            self._rebuild(name)

    def _rebuild(self, name: str) -> None:
        began = time.monotonic()
        told = began

        def progress(done: int, total: int) -> None:
            nonlocal told
            if done == total or time.monotonic() - told > 1:
                told = time.monotonic()
                self.stdout.write(f"{name}: {done} of {total} pages")

        try:
            count = rebuild(name, progress)
        except (EngineUnavailable, RebuildError) as error:
            raise CommandError(f"{name}: {error} The index that was there is as it was.") from error
        self.stdout.write(f"{name}: index built from {count} pages in {time.monotonic() - began:.1f} s")
