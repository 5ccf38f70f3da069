"""Opening a hexagon: initiatives by rectangle and H3 cell, over GraphQL and as GeoJSON."""

from __future__ import annotations

import json
from typing import Any

import h3
import pytest
from django.test import Client

from content_types.initiatives import geojson
from content_types.initiatives.cells import RESOLUTIONS
from content_types.initiatives.factories import InitiativeFactory
from content_types.taxonomy.factories import OrganisationFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

PLACES = {"Leeds": (53.80, -1.55), "Bradford": (53.79, -1.75), "Cardiff": (51.48, -3.18), "Suva": (-18.14, 178.44)}
LIST = "query($f: InitiativeFilter) { initiatives(filter: $f) { totalCount nodes { title } } }"


@pytest.fixture(autouse=True)
def initiatives(tree: Tree) -> None:
    for title, (latitude, longitude) in PLACES.items():
        InitiativeFactory(parent=tree.initiatives, title=title, latitude=latitude, longitude=longitude)


def listed(graphql: GraphQL, **filter_: Any) -> list[str]:
    found = graphql(LIST, f=filter_)["initiatives"]
    assert found["totalCount"] == len(found["nodes"])
    return sorted(one["title"] for one in found["nodes"])


def drawn(query: dict[str, str]) -> list[str]:
    found = json.loads(Client().get("/initiatives.geojson", query).content)
    assert found["numberMatched"] == found["numberReturned"] == len(found["features"])
    return sorted(one["properties"]["title"] for one in found["features"])


@pytest.mark.parametrize("resolution", RESOLUTIONS)
def test_a_hexagon_of_the_heatmap_holds_as_many_as_it_counted(graphql: GraphQL, resolution: int) -> None:
    cells = graphql(f"{{ heatmap(resolution: {resolution}) {{ cells {{ h3Index count }} }} }}")["heatmap"]["cells"]
    assert sum(one["count"] for one in cells) == len(PLACES)
    for one in cells:
        inside = [name for name, at in PLACES.items() if h3.latlng_to_cell(*at, resolution) == one["h3Index"]]
        assert listed(graphql, cells=[one["h3Index"]]) == sorted(inside) == drawn({"cells": one["h3Index"]})
        assert len(inside) == one["count"]


def test_hexagons_of_several_sizes_together(graphql: GraphQL) -> None:
    cells = [h3.latlng_to_cell(*PLACES["Leeds"], 6).upper(), h3.latlng_to_cell(*PLACES["Suva"], 2)]
    assert listed(graphql, cells=cells) == ["Leeds", "Suva"] == drawn({"cells": ",".join(cells)})
    assert listed(graphql, cells=[]) == []


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ((-8, 50, 2, 60), ["Bradford", "Cardiff", "Leeds"]),
        ((-2, 53, -1, 54), ["Bradford", "Leeds"]),
        ((170, -30, -170, 0), ["Suva"]),
    ],
)
def test_a_rectangle(graphql: GraphQL, edges: tuple[int, ...], expected: list[str]) -> None:
    assert listed(graphql, bounds=dict(zip(geojson.EDGES, edges, strict=True))) == expected
    assert drawn({"bbox": ",".join(map(str, edges))}) == expected


@pytest.mark.parametrize(
    ("kilometres", "expected"), [(10, ["Leeds"]), (30, ["Bradford", "Leeds"]), (400, ["Bradford", "Cardiff", "Leeds"])]
)
def test_a_circle(graphql: GraphQL, kilometres: int, expected: list[str]) -> None:
    latitude, longitude = PLACES["Leeds"]
    assert listed(graphql, near={"latitude": latitude, "longitude": longitude, "kilometres": kilometres}) == expected


def test_both_narrow_and_the_heatmap_counts_what_is_listed(graphql: GraphQL) -> None:
    both = {
        "cells": [h3.latlng_to_cell(*PLACES["Leeds"], 2)],
        "bounds": dict(zip(geojson.EDGES, (-1.6, 53, -1, 54), strict=True)),
    }
    assert listed(graphql, **both) == ["Leeds"]
    counted = graphql("query($f: InitiativeFilter) { heatmap(filter: $f) { totalCount } }", f=both)
    assert counted == {"heatmap": {"totalCount": 1}}


WRONG = {
    "no cell": ({"cells": ["leeds"]}, "H3 indexes of resolution 2 to 6"),
    "too coarse": ({"cells": [h3.latlng_to_cell(53.8, -1.5, 1)]}, "H3 indexes of resolution 2 to 6"),
    "too many": ({"cells": [h3.latlng_to_cell(53.8, -1.5, 4)] * 101}, "at most 100 hexagons; 101 were given"),
    "upside down": ({"bounds": {"north": 1, "south": 2, "east": 1, "west": 0}}, "-90 ≤ south ≤ north ≤ 90"),
    "too wide": ({"near": {"latitude": 1, "longitude": 1, "kilometres": 2000}}, "10 to 1000 `kilometres`"),
    "off the globe": ({"bounds": {"north": 2, "south": 1, "east": 181, "west": 0}}, "west and east from -180 to 180"),
}


@pytest.mark.parametrize(("filter_", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_part_of_the_map(graphql: GraphQL, filter_: dict[str, Any], words: str) -> None:
    (error,) = graphql.raw(LIST, f=filter_)["errors"]
    assert words in error["message"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_INPUT", next(iter(filter_)))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"cells": "leeds"}, "H3 indexes"),
        ({"bbox": "1,2,3"}, "west,south,east,north"),
        ({"bbox": "a,b,c,d"}, "four numbers"),
        ({"bbox": "nan,nan,nan,nan"}, "-90"),
        ({"bbox": "0,60,1,50"}, "-90 ≤ south"),
        ({"topic": "housing"}, "the API has all filters"),
    ],
)
def test_the_map_says_what_is_wrong(client: Client, query: dict[str, str], words: str) -> None:
    answer = client.get("/initiatives.geojson", query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert words in answer.content.decode()


def test_a_point_says_what_it_takes_to_open_its_page(tree: Tree, client: Client, graphql: GraphQL) -> None:
    organisation = OrganisationFactory(name="Beacon Trust")
    page = InitiativeFactory(
        parent=tree.initiatives, slug="beacon", latitude=10.5, longitude=20.25, organisation=organisation,
        title="Beacon", location_name="Here", summary="Why.",
    )  # fmt: skip
    answer = client.get("/initiatives.geojson", {"bbox": "20,10,21,11"})
    assert answer["Content-Type"] == "application/geo+json; charset=utf-8"
    (node,) = graphql('{ initiatives(filter: {organisations: ["beacon-trust"]}) { nodes { id } } }')["initiatives"][
        "nodes"
    ]
    assert json.loads(answer.content)["features"] == [
        {
            "type": "Feature", "id": node["id"], "geometry": {"type": "Point", "coordinates": [20.25, 10.5]},
            "properties": {
                "title": "Beacon", "summary": "Why.", "url": "http://testserver/initiatives/beacon/",
                "path": "/initiatives/beacon/", "locationName": "Here", "stage": page.stage.upper(),
                "organisation": "Beacon Trust",
            },
        }
    ]  # fmt: skip


def test_the_map_is_cached_bounded_and_the_same_for_all(
    client: Client, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.get("/initiatives.geojson")
    assert (answer["Cache-Control"], answer["Access-Control-Allow-Origin"]) == ("public, max-age=300", "*")
    assert "Cookie" not in answer.get("Vary", "")
    assert admin_client.get("/initiatives.geojson").content == answer.content
    again = client.get("/initiatives.geojson", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    monkeypatch.setattr(geojson, "MAX_FEATURES", 3)
    found = json.loads(client.get("/initiatives.geojson").content)
    assert (found["numberMatched"], found["numberReturned"], len(found["features"])) == (4, 3, 3)


@pytest.mark.parametrize("number", [5, 20, 50])
def test_statements_do_not_grow(tree: Tree, client: Client, django_assert_num_queries: Any, number: int) -> None:
    for _ in range(number):
        InitiativeFactory(parent=tree.initiatives, organisation=OrganisationFactory())
    with django_assert_num_queries(3):  # the request snapshot, initiatives, organisations
        client.get("/initiatives.geojson")
