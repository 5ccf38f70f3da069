"""``manage.py tell_of_broken_links``"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cms.writing_checks.link_mails import tell_of_broken_links


class Command(BaseCommand):
    help = (
        "Mails those who look after resources whose links were found broken, once a link; what nobody looks after is told to those who may "
        "publish it. The scheduler does it once a day."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        sent = tell_of_broken_links()
        if options["verbosity"]:
            self.stdout.write(f"{sent} mails.")
