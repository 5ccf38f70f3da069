"""What the library search takes from a tool."""

from collections.abc import Iterator
from typing import Any

from content_types.core.filtering.fields import RangesField, kind_field
from content_types.core.registry import SearchDeclaration
from content_types.core.text import body_text
from content_types.tools.models import ToolPage


def _text(page: Any) -> Iterator[str]:
    yield page.audience
    yield page.adaptation_note
    for name in ("steps", "questionnaire", "business_case"):
        if page.shows(name):
            yield from body_text(getattr(page, name))


SEARCH = SearchDeclaration(
    text=_text,
    fields=(
        kind_field(ToolPage.Kind),
        RangesField(
            "time_needed",
            "Minutes to use a tool once",
            ends=(5, 15, 30, 60),
            label="{least} to {most} minutes",
            label_of_last="{least} minutes or more",
        ),
    ),
)
