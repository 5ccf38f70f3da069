"""``manage.py keep_connections``: ends requests that nobody has answered."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from community.connections.asking import expire_requests


class Command(BaseCommand):
    help = "Ends requests to connect that expired. The scheduler does it each minute; running it again does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        number = expire_requests()
        if options["verbosity"] and number:
            self.stdout.write(f"{number} requests expired.")
