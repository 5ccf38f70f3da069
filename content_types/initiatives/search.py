"""What the library search takes from an initiative."""

from collections.abc import Iterator
from typing import Any

from content_types.core.registry import SearchDeclaration
from content_types.core.richtext import plain_text
from content_types.initiatives.models import Initiative


def _text(page: Any) -> Iterator[str]:
    yield page.location_name
    yield plain_text(page.outcomes)
    if page.organisation and page.organisation.live:
        yield page.organisation.name


SEARCH = SearchDeclaration(
    text=_text,
    filters=lambda page: {"stage": page.stage},
    prefetch=("organisation",),
    labels={"stage": dict(Initiative.Stage.choices)},
)
