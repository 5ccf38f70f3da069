"""``manage.py cdn_worker``"""

from __future__ import annotations

from django.core.management.base import CommandError

from cdn import outbox
from cdn.worker import Worker
from queues.command import WorkerCommand


class Command(WorkerCommand):
    worker = Worker
    help = (
        "Tells the CDN what to drop, as soon as a change is committed. Run as many as you like; stop one with SIGTERM, it finishes the "
        "batch at hand. Without a CDN in the settings it has nothing to do."
    )
    interval = 0.5
    once_help = "tell what is due, then end; exit code 1 if the CDN could not be told"

    def report(self, well: bool) -> None:
        state = outbox.status()
        self.stdout.write(f"{state.waiting} changes waiting, {state.failing} failing")
        if not well:
            raise CommandError(f"The CDN could not be told: {state.last_error}. It will be told again.", returncode=1)
