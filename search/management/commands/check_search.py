"""``manage.py check_search``"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.drift import Report, What, check, repair
from search.errors import EngineUnavailable
from search.management.engines import add_engine_option, chosen_engines
from search.rebuild import RebuildError

DRIFT, AWAY = 1, 2  # exit codes


class Command(BaseCommand):
    help = (
        "Compares the search index of every configured engine with the database. Exit code 0: all is as it should be; 1: it is not "
        "(or was not mended); 2: an engine is away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_engine_option(parser)
        parser.add_argument("--repair", action="store_true", help="mend what is found, and check it again")

    def handle(self, *args: Any, **options: Any) -> None:
        codes = [self._check(name, mend=options["repair"]) for name in chosen_engines(options)]
        if worst := max(codes, default=0):
            raise CommandError(
                "An engine is away; run this again when it is back."
                if worst == AWAY
                else "The search does not hold what it should. Run check_search --repair.",
                returncode=worst,
            )

    def _check(self, name: str, *, mend: bool) -> int:
        try:
            report = check(name)
            self._print(report)
            if mend and not report.sound:
                report = repair(report)
                self.stdout.write(f"{name}: after the repair:")
                self._print(report)
        except EngineUnavailable as error:
            self.stderr.write(f"{name}: {error}")
            return AWAY
        except RebuildError as error:
            self.stderr.write(f"{name}: {error}")
            return DRIFT
        return 0 if report.sound else DRIFT

    def _print(self, report: Report) -> None:
        if report.problem:
            self.stdout.write(f"{report.engine}: {report.problem}")
        for one in report.drifts:
            title = f"“{one.title}”" if one.title else "(not in the database)"
            self.stdout.write(f"{report.engine}: page {one.page} {title}: {one.what.value}")
        counts = ", ".join(f"{report.count(what)} {what.value}" for what in What if what is not What.UNREADABLE)
        unreadable = report.count(What.UNREADABLE)
        self.stdout.write(
            f"{report.engine}: {report.documents} documents right; {counts}"
            f"{f', {unreadable} unreadable' if unreadable else ''}; {report.waiting} pages waiting in the outbox"
            f"{f'; {report.expired} expired pages about to go' if report.expired else ''}"
        )
