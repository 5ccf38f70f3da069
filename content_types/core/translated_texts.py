"""Texts of a row in other languages, kept in the row itself: for what is one thing in every language, as a term or the site is.

A page in another language is a page of its own, with its own address and review (wagtail-localize). A term is a concept: resources in every language
hang on the same one, filters name it by the same slug, and it has a name in each language, as ``skos:prefLabel`` in SKOS
(docs/decisions/0032-languages.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation

from content_types.core.text import one_line
from content_types.core.translation_states import PRESENT, SOURCE, TranslationState, other_languages
from content_types.core.translations_panel import TranslationsField
from delivery.languages import active_language, default_language


class TranslatedTextsMixin(models.Model):
    """A model some of whose texts are given in the language that is active; in the site's own where they are not translated."""

    translations = TranslationsField(
        default=dict, db_default=models.Value({}, models.JSONField()), blank=True, verbose_name="other languages"
    )

    translated_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def said(self, name: str) -> Any:
        """A text in the active language, or as it was written where that language has none."""
        texts = self.translations.get(translation.get_language())
        return (texts and texts.get(name)) or getattr(self, name)

    def texts_to_translate(self) -> dict[str, str]:
        """What there is to translate: the texts of the site's language that are not empty, by field."""
        return {name: text for name in self.translated_fields if (text := getattr(self, name))}

    def translation_state(self, code: str) -> TranslationState:
        """How far the translation into a language is: done where every text is there and was made from the present ones."""
        if code == default_language():
            return TranslationState.ORIGINAL
        texts = self.translations.get(code) or {}
        wanted = self.texts_to_translate()
        if not any(texts.get(name) for name in wanted):
            return TranslationState.MISSING if wanted else TranslationState.DONE
        is_whole = all(texts.get(name) for name in wanted)
        return (
            TranslationState.DONE if is_whole and texts.get(SOURCE) == digest(wanted) else TranslationState.OUT_OF_DATE
        )

    def translate(self, code: str, texts: Mapping[str, str], *, current: bool = True) -> None:
        """Keep the texts of a language; ``current`` says that they were made from the present ones. Empty ones are left out."""
        kept = {name: texts[name] for name in self.translated_fields if texts.get(name)}
        others = {one: known for one, known in self.translations.items() if one != code}
        made_from = digest(self.texts_to_translate()) if current else ""
        self.translations = {**others, **({code: {**kept, SOURCE: made_from}} if kept else {})}

    def _settle(self) -> None:
        """Note what the texts were made from, where that is what the row says now."""
        for texts in self.translations.values():
            if texts.get(SOURCE) == PRESENT:
                texts[SOURCE] = digest(self.texts_to_translate())

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self._settle()
        return super().save(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        """Hold each text of another language to the rules of its field, beside the field's own."""
        self._settle()
        errors: dict[str, Any] = {}
        try:
            super().clean_fields(exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if not exclude or "translations" not in exclude:
            messages = list(self._clean_translations())
            if messages:
                errors["translations"] = messages
        if errors:
            raise ValidationError(errors)

    def _clean_translations(self) -> Iterator[str]:
        for code, texts in self.translations.items():
            for name in self.translated_fields:
                column: Any = self._meta.get_field(name)
                text = texts.get(name) or ""
                if isinstance(column, models.CharField):
                    text = one_line(text)
                    if column.max_length and len(text) > column.max_length:
                        yield f"{column.verbose_name} ({code}) may have {column.max_length} characters; it has {len(text)}. Shorten it."
                if text:
                    texts[name] = text


def digest(texts: Mapping[str, str]) -> str:
    """What tells one set of texts from another; short, because one stands in every row and language."""
    return hashlib.sha256(json.dumps(texts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def name_in(name: str, translations: Mapping[str, Mapping[str, str]] | None) -> str:
    """The name of a row that was read as values, in the active language."""
    texts = (translations or {}).get(active_language())
    return (texts and texts.get("name")) or name


def names_in_all(name: str, translations: Mapping[str, Mapping[str, str]] | None) -> Iterable[str]:
    """The name of a row in every language of the site, its own first."""
    yield name
    for code in other_languages():
        found = ((translations or {}).get(code) or {}).get("name")
        if found:
            yield found
