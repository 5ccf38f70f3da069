"""``manage.py restart_changes``: make every frontend read everything anew."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand

from changes.processing import ensure_seeded


class Command(BaseCommand):
    help = (
        "Refuses every cursor of contentChanges that was given so far, so that frontends read everything anew. Needed after a backup was "
        "restored: cursors may be from a later time than it is."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        log = ensure_seeded()
        log.identity = uuid.uuid4()
        log.save(update_fields=["identity"])
        self.stdout.write("Every cursor given so far is refused from now on.")
