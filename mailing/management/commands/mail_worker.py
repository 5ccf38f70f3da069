"""``manage.py mail_worker``"""

from __future__ import annotations

from django.core.management.base import CommandError

from mailing import outbox
from mailing.worker import Worker
from queues.command import WorkerCommand


class Command(WorkerCommand):
    worker = Worker
    help = (
        "Sends mail, as soon as what it tells of is committed. Run as many as you like; stop one with SIGTERM, it finishes the batch at "
        "hand. Without a mail server in the settings there is nothing to send."
    )
    once_help = "send what is due, then end; exit code 1 if the mail server could not be reached"

    def report(self, well: bool) -> None:
        state = outbox.status()
        self.stdout.write(f"{state.waiting} mails waiting, {state.failing} failing, {outbox.unsent()} ended unsent")
        if not well:
            raise CommandError(f"Mail could not be sent: {state.last_error} It will be tried again.", returncode=1)
