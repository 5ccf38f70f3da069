"""``manage.py load_synonyms``: give the library the list of synonyms that comes with the platform."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError

from search.synonym_list import load, read


class Command(BaseCommand):
    help = (
        "Adds the synonyms that come with the platform to the library's own. Each is offered once: what editors have changed or "
        "deleted stays so, and running it again adds only what a new release has brought."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load(read())
        except IntegrityError as error:
            raise CommandError(
                "Another process has loaded the list at the same moment. Nothing is left to do."
            ) from error
        if options["verbosity"]:
            self.stdout.write(
                f"Synonyms: {loaded.added} added, {loaded.already_there} there already, "
                f"{loaded.offered_before} offered before and left as they are."
            )
