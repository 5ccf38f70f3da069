"""``manage.py webhook_worker``"""

from __future__ import annotations

from collections.abc import Callable

from webhooks import outbox
from webhooks.worker import Worker
from workers.command import WorkerCommand


class Command(WorkerCommand):
    help = (
        "Settles what changed for the public, and sends webhooks. Run as many as you like; stop one with SIGTERM, it finishes the "
        "messages at hand."
    )
    once_help = "send what is due, then end"

    def make(self, interval: float, wait: Callable[[float], object]) -> Worker:
        return Worker(interval, wait)

    def report(self, well: bool) -> None:
        self.stdout.write(f"{outbox.waiting()} messages wait for another attempt.")
