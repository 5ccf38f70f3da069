"""``manage.py rebuild_search``"""

from __future__ import annotations

import signal
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.errors import EngineUnavailable
from search.management.engines import add_engine_option, chosen_engines
from search.rebuild import RebuildError, is_current, rebuild


class Command(BaseCommand):
    help = (
        "Builds the search index of every configured engine anew, in batches. Searches go on meanwhile. Interrupted or killed, the next "
        "run goes on where this one ended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_engine_option(parser)
        parser.add_argument(
            "--outdated",
            action="store_true",
            help="only an index that is missing, or built otherwise than this version of the code builds it; for deployments",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for name in chosen_engines(options):
            try:
                if options["outdated"] and is_current(name):
                    self.stdout.write(f"{name}: index is up to date")
                else:
                    self._rebuild(name)
            except (EngineUnavailable, RebuildError) as error:
                raise CommandError(f"{name}: {error} The search goes on with the index that it has.") from error

    def _rebuild(self, name: str) -> None:
        began = time.monotonic()
        told = began - 1

        def progress(done: int, total: int) -> None:
            nonlocal told
            if done == total or time.monotonic() - told >= 1:
                told = time.monotonic()
                self.stdout.write(f"{name}: {done} of {total} pages")

        with _ending_in_order():
            count = rebuild(name, progress)
        self.stdout.write(f"{name}: index built from {count} pages in {time.monotonic() - began:.1f} s")


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """SIGTERM ends the build like Ctrl-C, so that the next one may go on with it at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *args: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
