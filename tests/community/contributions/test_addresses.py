"""Not even a draft holds an address that would run in the browser of who reviews it."""

from __future__ import annotations

from typing import Any

import pytest

from community.contributions.contributing import contribute
from community.contributions.models import Contribution
from community.errors import CommunityError
from tests.community.contributions.people import members
from tests.review.people import in_review
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
LINKS: dict[str, Any] = {"helpful_links": [{"title": "x", "url": "javascript:alert(1)"}]}
FIGURE = {"figure": "1", "label": "x", "source_title": "x", "source_url": " JavaScript:alert(1)"}


@pytest.mark.parametrize(
    ("type_", "fields", "field"),
    [
        ("wellbeing", {"wellbeing_guidance": LINKS}, "fields.wellbeingGuidance.helpfulLinks"),
        ("tool", {"tool": {"business_case": {"local_figures": [FIGURE]}}}, "fields.tool.businessCase"),
    ],
)
def test_an_address_that_runs_is_refused(tree: Tree, type_: str, fields: Any, field: str) -> None:
    in_review(tree)
    (ana,) = members(1)
    sent = {"type": type_, "title": "On money", "fields": fields, "submit": False}
    with pytest.raises(CommunityError) as refused:
        contribute(ana, "k", sent)
    assert (refused.value.code, refused.value.field) == ("BAD_INPUT", field)
    assert not Contribution.objects.exists()
