"""``manage.py search_worker``"""

from __future__ import annotations

from django.core.management.base import CommandError

from queues.command import WorkerCommand
from search import outbox
from search.engines import engine_names
from search.worker import Worker


class Command(WorkerCommand):
    worker = Worker
    help = (
        "Writes what editors change to the search index, from the outbox. Run as many as you like; stop one with SIGTERM, "
        "it finishes the batch at hand."
    )
    once_help = "work off what is due, then end; exit code 1 if some failed"

    def report(self, well: bool) -> None:
        for name in engine_names():
            state = outbox.status(name)
            self.stdout.write(f"{name}: {state.waiting} waiting, {state.failing} failing")
            if state.last_error:
                self.stderr.write(f"{name}: last error: {state.last_error}")
        if not well:
            raise CommandError("Some pages could not be indexed; they will be tried again.", returncode=1)
