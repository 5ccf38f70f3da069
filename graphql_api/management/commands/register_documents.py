"""Register the documents of a frontend, so that their ids are enough to ask for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from graphql_api.documents.manifests import UnreadableManifest, outdated, problems_of_all, read_manifest, register

SHOWN = 50


class Command(BaseCommand):
    """``register_documents FILE…`` stores what manifests hold; ``register_documents --check`` looks at what is stored."""

    help = (
        "Register the documents of a frontend from manifests of graphql-codegen, Relay or Apollo. All are checked against the schema "
        "first; with one problem nothing is stored. --check looks at the registered ones instead, as before a release."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "manifests", nargs="*", metavar="FILE", type=Path, help="persisted-documents.json and the like"
        )
        parser.add_argument(
            "--check", action="store_true", help="whether the registered documents still fit the schema"
        )

    def handle(self, *args: Any, manifests: list[Path], check: bool, **options: Any) -> None:
        if check is bool(manifests):
            raise CommandError("Name the manifests, or give --check alone.")
        if check:
            self._refuse(list(outdated()), "do not fit this release")
            self.stdout.write("Every registered document fits the schema.")
            return
        try:
            entries = [entry for path in manifests for entry in read_manifest(path)]
        except UnreadableManifest as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        self._refuse(problems_of_all(entries), "were found; nothing was registered")
        new = register(entries)
        self.stdout.write(f"{len(entries)} documents read, {new} of them new.")

    def _refuse(self, problems: list[str], outcome: str) -> None:
        if not problems:
            return
        for problem in problems[:SHOWN]:
            self.stderr.write(problem)
        raise CommandError(f"{len(problems)} problems {outcome}.")
