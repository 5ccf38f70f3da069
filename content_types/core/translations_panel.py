"""The admin's panel of a row's texts in other languages: each beside the text that it translates, with how far the language is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from wagtail.admin.panels import FieldPanel

from content_types.core.translation_states import PRESENT, SOURCE, TranslationState, other_languages
from delivery.languages import language_name


class TranslationsWidget(forms.Widget):
    """An input for each text and language. What the texts were when the form was shown is sent back with them: a language whose texts are as they
    were stays as current as it was, unless the editor says that they are right."""

    template_name = "core/widgets/translations.html"

    def __init__(self, model: Any, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.model = model
        self.row: Any = None  # the one that the form is of

    @property
    def media(self) -> forms.Media:
        found = forms.Media()
        for name in self.model.translated_fields:
            found += self._input(name).media
        return found

    def _input(self, name: str) -> Any:
        column: Any = self.model._meta.get_field(name)
        field = column.formfield()
        if isinstance(column, models.TextField) and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 3
        return field.widget

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        known = _texts(value)
        context["languages"] = [
            {
                "code": code,
                "name": language_name(code),
                "state": self._state(code),
                "was": json.dumps(known.get(code, {}), ensure_ascii=False),
                "texts": [self._text(name, code, field, known.get(code, {})) for field in self.model.translated_fields],
            }
            for code in other_languages()
        ]
        return context

    def _state(self, code: str) -> TranslationState:
        found: TranslationState = self.row.translation_state(code) if self.row is not None else TranslationState.MISSING
        return found

    def _text(self, name: str, code: str, field: str, texts: Mapping[str, str]) -> dict[str, Any]:
        column: Any = self.model._meta.get_field(field)
        html_name = f"{name}-{code}-{field}"
        attrs = {"id": f"id_{html_name}", "lang": code}
        return {
            "label": str(column.verbose_name).capitalize(),
            "id": attrs["id"],
            "source": getattr(self.row, field, "") if self.row is not None else "",
            "input": self._input(field).render(html_name, texts.get(field, ""), attrs),
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for code in other_languages():
            was = _texts(data.get(f"{name}-{code}-was"))
            texts = {
                field: text
                for field in self.model.translated_fields
                if (text := self._input(field).value_from_datadict(data, files, f"{name}-{code}-{field}") or "")
            }
            if texts:
                is_as_it_was = texts == {key: text for key, text in was.items() if key != SOURCE}
                kept = is_as_it_was and not data.get(f"{name}-{code}-right")
                found[code] = {**texts, SOURCE: was.get(SOURCE, "") if kept else PRESENT}
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{code}-was" in data for code in other_languages())


def _texts(value: Any) -> dict[str, Any]:
    """A value of the column or of a form, as a dictionary; what a browser sent that is none is as nothing."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return dict(value) if isinstance(value, dict) else {}


class TranslationsFormField(forms.Field):
    """Texts by language and field."""

    def __init__(self, model: Any, **kwargs: Any) -> None:
        super().__init__(widget=TranslationsWidget(model), **kwargs)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return {code: texts for code, texts in _texts(initial).items() if code in other_languages()} != _texts(data)


class TranslationsField(models.JSONField):
    """Texts by language code and field. The database knows no difference from JSON."""

    def formfield(self, **kwargs: Any) -> Any:
        return TranslationsFormField(model=self.model, required=False, label=self.verbose_name)

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class TranslationsPanel(FieldPanel):
    """The texts in other languages; no panel where the site has one language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("translations", **{"heading": "Other languages", **kwargs})

    def clone_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().clone_kwargs()
        del kwargs["field_name"]
        return kwargs

    class BoundPanel(FieldPanel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.bound_field is not None:
                self.bound_field.field.widget.row = self.instance

        def is_shown(self) -> bool:
            return bool(other_languages()) and super().is_shown()
