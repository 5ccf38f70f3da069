"""A command that runs a poll loop until it is told to stop, or once until nothing is due."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from queues.poll_loop import PollLoop

SHORTEST, LONGEST = 0.05, 3600  # seconds of --interval


class WorkerCommand(BaseCommand):
    """SIGTERM and SIGINT end it after what is at hand; between two rounds it waits ``--interval`` seconds."""

    worker: type[PollLoop]
    interval = 1.0  # seconds, unless given
    once_help = "work off what is due, then end"

    def report(self, well: bool) -> None:
        """Say how things stand after ``--once``. May raise CommandError."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help=self.once_help)
        parser.add_argument(
            "--interval",
            type=float,
            default=self.interval,
            help=f"seconds to wait when there is nothing to do (default: {self.interval:g})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not SHORTEST <= options["interval"] <= LONGEST:
            raise CommandError(f"--interval must be from {SHORTEST} to {LONGEST} seconds.")
        told_to_stop = threading.Event()
        worker = self.worker(options["interval"], told_to_stop.wait)

        def stop(signum: int, frame: Any) -> None:
            worker.stop()
            told_to_stop.set()

        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, stop)
        well = worker.run(once=options["once"])
        if options["once"]:
            self.report(well)
