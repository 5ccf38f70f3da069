"""What the library search takes from wellbeing guidance."""

from collections.abc import Iterator
from typing import Any

from content_types.core.filtering.fields import ChoiceField
from content_types.core.registry import SearchDeclaration
from content_types.core.text import body_text
from content_types.wellbeing.models import WellbeingGuidancePage


def _text(page: Any) -> Iterator[str]:
    for stream in (page.steps, page.movements, page.helpful_links):
        yield from body_text(stream)


SEARCH = SearchDeclaration(
    text=_text,
    fields=(ChoiceField("level", "Level of wellbeing guidance", dict(WellbeingGuidancePage.Level.choices)),),
)
