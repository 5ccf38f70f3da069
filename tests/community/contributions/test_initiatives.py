"""A member puts an initiative on the map: no nearer than its hexagon, once, and by way of the review."""

from __future__ import annotations

import json
from typing import Any

import h3
import pytest

from community.contributions.models import Contribution
from content_types.initiatives.models import Initiative
from content_types.taxonomy.factories import PlaceFactory
from tests.community.contributions.people import asking, members
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
KITCHEN = {"latitude": 53.79384721, "longitude": -1.75642838}
SAVE = """mutation($input: SaveInitiativeInput!) { saveInitiative(input: $input) {
  contribution { id title status revision } errors { code field } } }"""


def saved(api: Any, key: str = "one", **values: Any) -> dict[str, Any]:
    found: dict[str, Any] = api(SAVE, input={"idempotencyKey": key, **values})["saveInitiative"]
    return found


@pytest.fixture
def full(tree: Tree) -> dict[str, Any]:
    PlaceFactory(slug="england")
    text = {"title": "Warm homes", "summary": "We mend windows.", "body": "We **do**."}
    return {**text, **KITCHEN, "place": "england", "locationName": "Bradford", "stage": "RUNNING"}


def test_it_is_a_draft_of_the_member_at_the_middle_of_its_hexagon(full: dict[str, Any]) -> None:
    (amina,) = members(1)
    api = asking(amina)
    first = saved(api, **full, openTo=["PARTNERS"])
    assert first["errors"] == []
    assert first["contribution"]["status"] == "IN_REVIEW"
    assert saved(api, **full, openTo=["PARTNERS"]) == first, "a double tap"
    page = Initiative.objects.get()
    assert (page.owner, page.live, page.open_to_partners) == (amina, False, True)
    cell = h3.latlng_to_cell(KITCHEN["latitude"], KITCHEN["longitude"], 6)
    assert (page.latitude, page.longitude) == tuple(round(one, 4) for one in h3.cell_to_latlng(cell))
    kept = json.dumps([Contribution.objects.get().sent, page.latest_revision.content], default=str)
    assert "53.7938" not in kept
    page.latest_revision.publish()
    assert Initiative.objects.get().h3_6 == cell


def test_its_member_alone_changes_it(full: dict[str, Any]) -> None:
    amina, ben = members(2)
    mine = saved(asking(amina), **full, submit=False)["contribution"]
    assert saved(asking(ben), "two", initiative=mine["id"], title="Taken")["errors"][0]["code"] == "NOT_FOUND"
    changed = saved(asking(amina), "two", initiative=mine["id"], title="Warmer homes", stage="EVALUATED")
    assert (changed["errors"], changed["contribution"]["title"]) == ([], "Warmer homes")
    draft = Initiative.objects.get().get_latest_revision_as_object()
    assert (draft.stage, draft.location_name) == ("evaluated", "Bradford")
    stale = saved(asking(amina), "three", initiative=mine["id"], revision=mine["revision"], title="Old")
    assert stale["errors"][0]["code"] == "CHANGED_MEANWHILE"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"latitude": 99.0}, "latitude"),
        ({"longitude": None}, "longitude"),
        ({"place": "atlantis"}, "place"),
        ({"title": ""}, "title"),
    ],
)
def test_what_is_wrong_is_named_as_it_was_sent(full: dict[str, Any], wrong: dict[str, Any], field: str) -> None:
    told = saved(asking(members(1)[0]), **{**full, **wrong})
    assert told["contribution"] is None
    assert field in [one["field"] for one in told["errors"]]
    assert not Initiative.objects.exists()


def test_nobody_saves_one_without_signing_in(full: dict[str, Any]) -> None:
    assert saved(asking(None), **full)["errors"][0]["code"] == "UNAUTHENTICATED"
