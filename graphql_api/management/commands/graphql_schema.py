"""Write the schema's SDL, check it against the code and against the last release, and report what is deprecated."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from graphql import build_schema

from graphql_api.schema import compatibility
from graphql_api.schema.building import get_schema, get_sdl

COMMITTED = Path(__file__).resolve().parents[2] / "schema.graphql"


class Command(BaseCommand):
    """``graphql_schema`` writes ``graphql_api/schema.graphql``; ``--check`` fails when it differs from the code, or breaks clients in a way that
    is not recorded."""

    help = (
        "Write graphql_api/schema.graphql from the code. --check compares it with the code and with the last release; --release makes the "
        "current schema the last release; --deprecations lists what is to be taken out, and when."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument(
            "--check",
            action="store_true",
            help="Write nothing; fail when the committed file is out of date, when a change that breaks clients is not recorded in "
            "breaking_changes.toml, or when a deprecation does not say until when.",
        )
        chosen.add_argument(
            "--release", metavar="VERSION", help="Make the current schema the released one, such as 1.4.0."
        )
        chosen.add_argument(
            "--deprecations",
            action="store_true",
            help="List what is deprecated, the first to go first, and what is due.",
        )
        parser.add_argument("--out", type=Path, default=COMMITTED, help="The file to write.")
        parser.add_argument(
            "--released", type=Path, default=compatibility.RELEASED, help="The schema that was last released."
        )
        parser.add_argument(
            "--record", type=Path, default=compatibility.RECORD, help="The breaking changes since then."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["out"]
        if options["check"]:
            self._check(path, options["released"], options["record"])
        elif options["release"] is not None:
            self._release(options["release"], options["released"], options["record"])
        elif options["deprecations"]:
            self._deprecations(timezone.localdate())
        else:
            path.write_text(get_sdl(), encoding="utf-8")
            self.stdout.write(f"Wrote {path}.")

    def _check(self, path: Path, released: Path, record: Path) -> None:
        if not path.exists() or path.read_text(encoding="utf-8") != get_sdl():
            raise CommandError(
                f"{path.name} is not what the code says. Run `python manage.py graphql_schema` and look at the difference."
            )
        self.stdout.write(f"{path.name} is up to date.")
        problems = self._against(released, record) + compatibility.malformed(get_schema().graphql_schema)
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(
                f"{len(problems)} problems between this schema and the released one. Keep what clients use and deprecate it; or record the change "
                f"in {record.name}, with what to do instead. See docs/api/changes-of-the-schema.md."
            )
        self.stdout.write("Nothing breaks clients of the released schema, but what is recorded.")

    def _against(self, released: Path, record: Path) -> list[str]:
        old, new = build_schema(released.read_text(encoding="utf-8")), build_schema(get_sdl())
        for change in compatibility.dangerous(old, new):
            self.stdout.write(f"May surprise clients: {change}")
        try:
            return compatibility.unrecorded(old, new, compatibility.recorded(record.read_text(encoding="utf-8")))
        except compatibility.UnreadableRecord as error:
            raise CommandError(str(error)) from error

    def _release(self, version: str, released: Path, record: Path) -> None:
        if not re.fullmatch(r"\d+\.\d+\.\d+", version):
            raise CommandError(f"{version!r} is no version. Give it as in the changelog, such as 1.4.0.")
        released.write_text(get_sdl(), encoding="utf-8")
        record.write_text(compatibility.released(record.read_text(encoding="utf-8"), version), encoding="utf-8")
        self.stdout.write(f"{released.name} is the schema of {version}.")

    def _deprecations(self, today: date) -> None:
        found = [
            (one.removed_after or date.max, one) for one in compatibility.deprecations(get_schema().graphql_schema)
        ]
        for day, one in sorted(found, key=lambda pair: (pair[0], pair[1].where)):
            state = "due: take it out" if day < today else "announced"
            self.stdout.write(f"{day}  {state}  {one.where}: {one.reason}")
        self.stdout.write(f"{len(found)} deprecated, {sum(day < today for day, _ in found)} of them due.")
