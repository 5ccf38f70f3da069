"""Write the schema's SDL, or check that the committed one is up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from graphql_api.schema import get_sdl

COMMITTED = Path(__file__).resolve().parents[2] / "schema.graphql"


class Command(BaseCommand):
    """``graphql_schema`` writes ``graphql_api/schema.graphql``; ``--check`` fails when it differs from the code."""

    help = "Write graphql_api/schema.graphql from the code, or check it with --check."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail when the committed file is out of date."
        )
        parser.add_argument("--out", type=Path, default=COMMITTED, help="The file to write.")

    def handle(self, *args: Any, **options: Any) -> None:
        sdl = get_sdl()
        path: Path = options["out"]
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != sdl:
                raise CommandError(
                    f"{path.name} is not what the code says. Run `python manage.py graphql_schema` and look at the difference."
                )
            self.stdout.write(f"{path.name} is up to date.")
            return
        path.write_text(sdl, encoding="utf-8")
        self.stdout.write(f"Wrote {path}.")
