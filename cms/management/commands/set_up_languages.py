"""``manage.py set_up_languages``: makes what the languages in ``CONTENT_LANGUAGES`` need."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Locale, Site

from content_types.core.row_locks import lock_tree
from delivery.languages import default_language, languages
from translations.standing_in import stand_in_for


class Command(BaseCommand):
    help = (
        "Makes each language of CONTENT_LANGUAGES known, with a home page and indexes below which translations lie; until somebody translates these, "
        "they show the originals. Running it again changes nothing. Run set_up_roles afterwards: volunteers need rights on the new home pages."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            lock_tree()
            for code in languages():
                locale, is_new = Locale.objects.get_or_create(language_code=code)
                made = 0
                if code != default_language():
                    made = sum(
                        stand_in_for(site.root_page, locale) for site in Site.objects.select_related("root_page")
                    )
                self.stdout.write(f"{code}: {'made known' if is_new else 'known'}, {made} pages made")
