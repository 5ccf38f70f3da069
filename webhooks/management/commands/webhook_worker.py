"""``manage.py webhook_worker``"""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from webhooks import outbox
from webhooks.worker import Worker


class Command(BaseCommand):
    help = (
        "Settles what changed for the public, and sends webhooks. Run as many as you like; stop one with SIGTERM, it finishes the "
        "messages at hand."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due, then end")
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
        worker.run(once=options["once"])
        if options["once"]:
            self.stdout.write(f"{outbox.waiting()} messages wait for another attempt.")
