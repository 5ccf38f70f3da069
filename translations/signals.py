"""Keeping the state of translations, in the transaction of what changes it."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationLog

from content_types.core.drafts import only_bookkeeping
from delivery.languages import default_language, is_multilingual
from translations.models import PageTranslation
from translations.states import compare_translations, note_translation
from translations.words import digest_of


def connect() -> None:
    """Connect the handlers; called once, when Django starts."""
    post_save.connect(_page_saved, dispatch_uid="translations.page_saved")
    post_save.connect(_translated, sender=TranslationLog, dispatch_uid="translations.translated")
    post_delete.connect(_page_deleted, sender=Page, dispatch_uid="translations.page_deleted")


def _page_saved(
    sender: type[Model],
    instance: Any,
    created: bool = False,
    raw: bool = False,
    update_fields: Any = None,
    **kwargs: Any,
) -> None:
    """The words of an original may have changed. A move or a change of status saves the base class, and changes none."""
    if raw or created or not is_multilingual() or not isinstance(instance, Page) or sender is Page:
        return
    if not only_bookkeeping(update_fields) and instance.locale.language_code == default_language():
        compare_translations(instance)


def _translated(
    sender: type[Model], instance: TranslationLog, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """Somebody saved a translation in the editor that shows both languages."""
    if raw or not created:
        return
    page = instance.source.get_translated_instance(instance.locale)
    if isinstance(page, Page):
        done = Translation.objects.get(source=instance.source, target_locale=instance.locale)
        total, translated = done.get_progress()
        note_translation(page, from_words=digest_of(instance.source.as_instance()) if translated >= total else None)


def _page_deleted(sender: type[Model], instance: Page, **kwargs: Any) -> None:
    """Where the original goes, its translation in the site's stead is one: the first of the languages that are left."""
    left = (
        Page.objects.filter(translation_key=instance.translation_key).order_by("locale_id").values_list("pk", flat=True)
    )
    if left and instance.locale.language_code == default_language():
        PageTranslation.objects.filter(pk=left[0]).delete()
