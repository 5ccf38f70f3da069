"""The action heatmap: counted by hexagon, place, topic and stage."""

from __future__ import annotations

import pytest

from content_types.initiatives.factories import InitiativeFactory
from content_types.initiatives.models import Initiative
from content_types.taxonomy.factories import PlaceFactory, TopicFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

FIELDS = (
    "{ resolution totalCount cells { h3Index count centre { latitude longitude } boundary { latitude } } "
    "places { count place { slug } } topics { count topic { slug } } stages { count stage } }"
)


@pytest.fixture
def initiatives(tree: Tree) -> None:
    yorkshire, wales = PlaceFactory(slug="yorkshire"), PlaceFactory(slug="wales")
    housing, food = TopicFactory(slug="housing", name="Housing"), TopicFactory(slug="food", name="Food")
    for title, place, latitude, longitude, topics, stage in (
        ("Leeds", yorkshire, 53.80, -1.55, [housing, food], "running"),
        ("Leeds too", yorkshire, 53.801, -1.551, [housing], "idea"),
        ("Cardiff", wales, 51.48, -3.18, [food], "running"),
    ):
        InitiativeFactory(
            parent=tree.initiatives,
            title=title,
            place=place,
            latitude=latitude,
            longitude=longitude,
            topics=topics,
            stage=stage,
        )


@pytest.mark.usefixtures("initiatives")
def test_counts(graphql: GraphQL) -> None:
    found = graphql(f"{{ heatmap {FIELDS} }}")["heatmap"]
    assert found["totalCount"] == 3
    assert [cell["count"] for cell in found["cells"]] == [2, 1]
    assert len(found["cells"][0]["boundary"]) == 6
    assert found["cells"][0]["centre"]["latitude"] == pytest.approx(53.8, abs=0.5)
    assert found["places"] == [{"count": 2, "place": {"slug": "yorkshire"}}, {"count": 1, "place": {"slug": "wales"}}]
    topics = [(row["topic"]["slug"], row["count"]) for row in found["topics"]]
    assert topics == [("food", 2), ("housing", 2)], "as many are in the order of their names, on every database"
    assert found["stages"] == [{"count": 1, "stage": "IDEA"}, {"count": 2, "stage": "RUNNING"}]


@pytest.mark.usefixtures("initiatives")
def test_filter_and_bounds_narrow_every_count(graphql: GraphQL) -> None:
    wales = "bounds: {north: 52, south: 51, east: -3, west: -4}"
    for arguments in (wales, 'filter: {topics: {anyOf: ["food"]}}, ' + wales, "filter: {stages: [RUNNING]}, " + wales):
        found = graphql(f"{{ heatmap({arguments}) {FIELDS} }}")["heatmap"]
        assert found["totalCount"] == 1
        assert [cell["count"] for cell in found["cells"]] == [1]
        assert [row["place"]["slug"] for row in found["places"]] == ["wales"]
        assert [row["topic"]["slug"] for row in found["topics"]] == ["food"]


@pytest.mark.usefixtures("initiatives")
def test_bounds_may_cross_the_180th_meridian(graphql: GraphQL) -> None:
    around = "bounds: {north: 90, south: -90, east: -3, west: 170}"
    assert graphql(f"{{ heatmap({around}) {{ totalCount }} }}")["heatmap"]["totalCount"] == 1


@pytest.mark.usefixtures("initiatives")
@pytest.mark.parametrize("resolution", [2, 3, 4, 5, 6])
def test_every_stored_resolution(graphql: GraphQL, resolution: int) -> None:
    found = graphql(f"{{ heatmap(resolution: {resolution}) {FIELDS} }}")["heatmap"]
    assert sum(cell["count"] for cell in found["cells"]) == 3


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ("resolution: 1", "resolution"),
        ("resolution: 15", "resolution"),
        ("bounds: {north: 50, south: 60, east: 0, west: 0}", "bounds"),
        ("bounds: {north: 500, south: 0, east: 0, west: 0}", "bounds"),
        ("bounds: {north: 1, south: 0, east: 999, west: 0}", "bounds"),
    ],
)
def test_bad_input(tree: Tree, graphql: GraphQL, arguments: str, field: str) -> None:
    [error] = graphql.raw(f"{{ heatmap({arguments}) {{ totalCount }} }}")["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": field}


def test_cells_follow_the_place_when_it_is_edited(tree: Tree) -> None:
    page = InitiativeFactory(parent=tree.initiatives)
    before = page.h3_6
    page.latitude, page.longitude = 51.48, -3.18
    page.save_revision().publish()
    assert Initiative.objects.get(pk=page.pk).h3_6 != before
