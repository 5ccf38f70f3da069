"""What the library search takes from an initiative."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from content_types.core.filtering.fields import (
    NOTHING,
    ChoiceField,
    FieldKind,
    FlagsField,
    ForeignTermField,
    NumberField,
    UncountedField,
)
from content_types.core.registry import SearchDeclaration
from content_types.core.richtext import plain_text
from content_types.initiatives.cells import RESOLUTIONS
from content_types.initiatives.models import OPEN_TO, Initiative
from delivery.context import ReadContext


def _text(page: Any) -> Iterator[str]:
    yield page.location_name
    yield plain_text(page.outcomes)
    if page.organisation and page.organisation.live:
        yield page.organisation.name


class CellField(UncountedField):
    """The hexagons of the heatmap that an initiative is in, one of each resolution, by their H3 indexes."""

    name = "cell"
    kind = FieldKind.TERM

    def having(self, model: Any, values: Sequence[str], context: ReadContext) -> Q:
        return reduce(or_, (Q(**{f"h3_{resolution}__in": values}) for resolution in RESOLUTIONS), NOTHING)

    def values(self, page: Any) -> Sequence[str]:
        return tuple(cell for resolution in RESOLUTIONS if (cell := getattr(page, f"h3_{resolution}")))


SEARCH = SearchDeclaration(
    text=_text,
    fields=(
        ChoiceField("stage", "How far an initiative has come", dict(Initiative.Stage.choices)),
        FlagsField("open_to", "What an initiative is open to", OPEN_TO, prefix="open_to_"),
        ForeignTermField("organisations", "Who runs an initiative", "organisation", "taxonomy.Organisation"),
        CellField(),
        NumberField("latitude"),
        NumberField("longitude"),
    ),
    prefetch=("organisation",),
)
