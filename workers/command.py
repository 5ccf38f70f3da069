"""A command that works until it is told to stop, or once until nothing is due."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workers.rounds import RoundsWorker

SHORTEST, LONGEST = 0.05, 3600  # seconds of --interval


class WorkerCommand(BaseCommand):
    """SIGTERM and SIGINT end it after what is at hand; between two rounds it waits ``--interval`` seconds."""

    interval = 1.0  # seconds, unless given
    once_help = "work off what is due, then end"

    def make(self, interval: float, wait: Callable[[float], object]) -> RoundsWorker:
        """The worker; ``wait`` takes seconds, and returns early when the process is told to stop."""
        raise NotImplementedError

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
        worker = self.make(options["interval"], told_to_stop.wait)

        def stop(signum: int, frame: Any) -> None:
            worker.stop()
            told_to_stop.set()

        for one in (signal.SIGTERM, signal.SIGINT):
            signal.signal(one, stop)
        well = worker.run(once=options["once"])
        if options["once"]:
            self.report(well)
