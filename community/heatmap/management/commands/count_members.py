"""``manage.py count_members``: counts members for the map, and tells it if at least five have changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.heatmap.counting import turn


class Command(BaseCommand):
    help = (
        "Counts members by hexagon, topic and place for the action heatmap. The figures change only when at least five members have "
        "changed what they show since; the scheduler does it each day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="Change them in any case.")

    def handle(self, *args: Any, **options: Any) -> None:
        told = turn(again=options["again"])
        if options["verbosity"] > 0:
            self.stdout.write("Counted." if told else "Fewer than five members have changed: the figures stay.")
