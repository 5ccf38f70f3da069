"""What the library search takes from a tool."""

from collections.abc import Iterator
from typing import Any

from content_types.core.registry import SearchDeclaration
from content_types.core.text import body_text
from content_types.tools.models import ToolPage


def _text(page: Any) -> Iterator[str]:
    yield page.audience
    yield page.adaptation_note
    for stream in (page.steps, page.questionnaire, page.business_case):
        yield from body_text(stream)


SEARCH = SearchDeclaration(
    text=_text, filters=lambda page: {"kind": page.kind}, labels={"kind": dict(ToolPage.Kind.choices)}
)
