"""``manage.py webhook_worker``"""

from __future__ import annotations

from queues.command import WorkerCommand
from webhooks import outbox
from webhooks.worker import Worker


class Command(WorkerCommand):
    worker = Worker
    help = (
        "Settles what changed for the public, and sends webhooks. Run as many as you like; stop one with SIGTERM, it finishes the "
        "messages at hand."
    )
    once_help = "send what is due, then end"

    def report(self, well: bool) -> None:
        self.stdout.write(f"{outbox.waiting()} messages wait for another attempt.")
