"""The form of a tool: it shows what the tool's kind needs."""

from __future__ import annotations

from typing import Any

from content_types.core.forms import LibraryPageForm

# Streams that belong to one kind of tool.
KIND_OF_STREAM = {"questionnaire": "screening_questionnaire", "business_case": "business_case"}


class ToolPageForm(LibraryPageForm):
    """Takes what the form does not show as it stands: it may have gaps until the tool is of that kind again."""

    def _hidden_streams(self) -> list[str]:
        kind = self.data.get(self.add_prefix("kind"))
        return [name for name, owner in KIND_OF_STREAM.items() if name in self.fields and owner != kind]

    def _clean_fields(self) -> None:
        for name in self._hidden_streams():
            self.fields[name].is_deferred_validation = True
        super()._clean_fields()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name in self._hidden_streams():
            if name in self.errors:
                label = str(self.fields[name].label).lower()
                self.add_error("kind", f"The {label} has mistakes. Choose the kind that shows it, and correct them.")
        return cleaned
