"""What a filter of a list must fit."""

from __future__ import annotations

import graphene
import pytest

from content_types.core.graphql.filters import ResourceFilter, any_of
from content_types.tools.models import ToolPage


def test_a_filter_by_a_field_that_a_type_does_not_declare_ends_the_start() -> None:
    forgotten = ResourceFilter("ToolFilter", "Which tools.", [any_of("levels", "level", graphene.String, "Levels.")])
    with pytest.raises(TypeError, match=r"ToolFilter\.levels filters by 'level', which ToolPage does not have"):
        forgotten.check(ToolPage)
