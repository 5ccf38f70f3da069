"""``manage.py search_worker``"""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import outbox
from search.engines import engine_names
from search.worker import Worker


class Command(BaseCommand):
    help = (
        "Writes what editors change to the search index, from the outbox. Run as many as you like; stop one with SIGTERM, "
        "it finishes the batch at hand."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="work off what is due, then end; exit code 1 if some failed"
        )
        parser.add_argument(
            "--interval", type=float, default=1.0, help="seconds to wait when there is nothing to do (default: 1)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0.05 <= options["interval"] <= 3600:
            raise CommandError("--interval must be from 0.05 to 3600 seconds.")
        told_to_stop = threading.Event()
        worker = Worker(options["interval"], told_to_stop.wait)

        def stop(signum: int, frame: Any) -> None:
            worker.stop()
            told_to_stop.set()

        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, stop)
        well = worker.run(once=options["once"])
        if options["once"]:
            for name in engine_names():
                state = outbox.status(name)
                self.stdout.write(f"{name}: {state.waiting} waiting, {state.failing} failing")
                if state.last_error:
                    self.stderr.write(f"{name}: last error: {state.last_error}")
            if not well:
                raise CommandError("Some pages could not be indexed; they will be tried again.", returncode=1)
