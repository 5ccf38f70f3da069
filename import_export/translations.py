"""Pages in other languages: a file has the words, all else is the original's."""

from __future__ import annotations

from wagtail.models import Locale, Page
from wagtail_localize.fields import copy_synchronised_fields

from import_export.field_codecs import Showing
from import_export.records import same, synchronised_codecs, values_of
from translations.adopting import adopt
from translations.models import PageTranslation
from translations.states import note_translation
from translations.words import digest_of


def begin_translation(page: Page, original: Page, code: str) -> None:
    """Make a new page the translation of another into a language."""
    page.locale = Locale.objects.get_or_create(language_code=code)[0]
    page.translation_key = original.translation_key
    _copy_columns(original, page)


def follow_original(page: Page, original: Page) -> None:
    """Give a translation all that its original has and that is not translated."""
    page.alias_of = None  # a page that stood in for it shows nothing else any more
    copy_synchronised_fields(original, page)


def _copy_columns(original: Page, page: Page) -> None:
    """The columns that a new row must have; lists follow once it is there."""
    for codec in synchronised_codecs(type(page)):
        column = getattr(codec, "column", None)
        if column is not None and getattr(column, "concrete", False) and not column.many_to_many:
            setattr(page, column.attname, getattr(original, column.attname))


def is_as_original(page: Page, current: Page, original: Page, out_of_date: bool, showing: Showing) -> bool:
    """Whether a translation has what its original has, and is as current as its file says."""
    codecs = synchronised_codecs(type(page))
    row = PageTranslation.objects.filter(pk=page.pk).first()
    names = [codec.name for codec in codecs]
    return (
        page.alias_of_id is None
        and row is not None
        and row.is_current is not out_of_date
        and same(codecs, values_of(codecs, original), values_of(codecs, current), showing, names)
    )


def note_imported(page: Page, original: Page, *, out_of_date: bool) -> None:
    """Note how far the translation is; a current one can be edited side by side with its original from now on."""
    note_translation(page, from_words=None if out_of_date else digest_of(original))
    if not out_of_date:
        adopt(page, original)
