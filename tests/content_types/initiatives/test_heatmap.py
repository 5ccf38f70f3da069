"""The action heatmap: counted by hexagon, place, topic and stage."""

from __future__ import annotations

import random
from collections import Counter

import h3
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


def test_the_counts_of_any_filter_are_those_of_plain_python(tree: Tree, graphql: GraphQL) -> None:
    randomly = random.Random(57)
    places = [PlaceFactory(slug=f"place-{nth}") for nth in range(3)]
    topics = [TopicFactory(slug=f"topic-{nth}") for nth in range(4)]
    made = []
    for nth in range(40):
        chosen = randomly.sample(topics, randomly.randrange(4))
        stage = randomly.choice(Initiative.Stage.values)
        where = {"latitude": randomly.uniform(50, 58), "longitude": randomly.uniform(-5, 1)}
        of = {"place": randomly.choice(places), "stage": stage, **where}
        made.append((InitiativeFactory(parent=tree.initiatives, title=f"No. {nth}", topics=chosen, **of), chosen))
    for _ in range(25):
        stages = randomly.sample(Initiative.Stage.values, 3)
        topic, place = randomly.choice(topics), randomly.choice(places)
        south, west = randomly.uniform(49, 55), randomly.uniform(-6, -2)
        bounds = {"south": south, "north": south + 4, "west": west, "east": west + 4}
        asked = {"stages": [one.upper() for one in stages], "not": {"places": {"anyOf": [place.slug]}}}
        if randomly.random() < 0.6:
            asked["topics"] = {"anyOf": [topic.slug]}
        resolution = randomly.randint(2, 6)
        query = f"""query($f: InitiativeFilter, $b: BoundsInput, $r: Int) {{
          heatmap(filter: $f, bounds: $b, resolution: $r) {FIELDS} }}"""
        found = graphql(query, f=asked, b=bounds, r=resolution)["heatmap"]
        fits = [
            (one, of)
            for one, of in made
            if one.stage in stages
            and one.place != place
            and ("topics" not in asked or topic in of)
            and south <= one.latitude <= south + 4
            and west <= one.longitude <= west + 4
        ]
        assert found["totalCount"] == len(fits)
        cells = {cell["h3Index"]: cell["count"] for cell in found["cells"]}
        assert cells == Counter(h3.latlng_to_cell(one.latitude, one.longitude, resolution) for one, _ in fits)
        told = {row["topic"]["slug"]: row["count"] for row in found["topics"]}
        assert told == Counter(one.slug for _, of in fits for one in of)
        assert {row["place"]["slug"]: row["count"] for row in found["places"]} == Counter(
            one.place.slug for one, _ in fits
        )
        assert {row["stage"]: row["count"] for row in found["stages"]} == Counter(one.stage.upper() for one, _ in fits)


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
