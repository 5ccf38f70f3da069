"""The whole library read over HTTP by gql, a client that nobody here wrote."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from gql import Client, GraphQLRequest, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)
from wagtail.models import Page, PageViewRestriction

from content_types.core.blocks import BODY_BLOCKS
from content_types.core.identity import page_id
from graphql_api.schema.building import get_sdl
from tests.clients.library import ARTICLES, BLOCKS
from tests.clients.operations import OPERATIONS, selected_fields
from tests.support.patience import PATIENCE


class Reader:
    """Asks the operations of library.graphql by name,
    each checked against the schema that the server gives of itself."""

    def __init__(self, url: str, **headers: str) -> None:
        transport = RequestsHTTPTransport(url=f"{url}/graphql/", timeout=int(PATIENCE), headers=headers)
        self.client = Client(transport=transport, fetch_schema_from_transport=True)

    def __call__(self, name: str, **variables: Any) -> dict[str, Any]:
        request = GraphQLRequest(OPERATIONS[name], variable_values=variables, operation_name=name)
        return self.client.execute(request)


@pytest.fixture
def read(served: str) -> Reader:
    return Reader(served)


def whole(connection: dict[str, Any], slug: str) -> dict[str, Any]:
    """The node with this slug, out of a connection whose edges and nodes agree."""
    assert [edge["node"]["id"] for edge in connection["edges"]] == [node["id"] for node in connection["nodes"]]
    assert connection["pageInfo"]["endCursor"] == connection["edges"][-1]["cursor"]
    return next(node for node in connection["nodes"] if node["slug"] == slug)


def empty_fields(value: Any, path: str = "") -> list[str]:
    """Where nothing stands, anywhere below a value."""
    if isinstance(value, dict):
        return [where for key, below in value.items() for where in empty_fields(below, f"{path}.{key}")]
    if isinstance(value, list) and value:
        return [where for below in value for where in empty_fields(below, path)]
    return [path] if value in (None, "", []) else []


def check_resource(node: dict[str, Any], url: str) -> None:
    assert {block["__typename"] for block in node["body"]} == BLOCKS
    assert node["url"] == f"{url}{node['path']}"
    assert node["coverImage"]["rendition"]["url"].startswith(url)
    assert [topic["slug"] for topic in node["topics"]] == ["damp", "housing"]
    assert node["people"][0]["person"]["organisation"]["place"]["slug"] == "yorkshire"
    assert node["sources"][0]["doi"] == "10.1542/peds.2014-2888"
    assert node["tags"] == ["night shift"]
    assert node["licence"]["code"] == "CC_BY_4_0"


def test_every_type_of_content_is_read_whole(read: Reader, served: str) -> None:
    lists = {
        "Articles": ("articles", "whole-article", {"orderBy": ["TITLE"], "filter": {"kinds": ["PAPER_SUMMARY"]}}),
        "Tools": ("tools", "whole-tool", {}),
        "WellbeingGuidance": ("wellbeingGuidance", "whole-guidance", {}),
        "Events": ("events", "whole-event", {}),
        "Initiatives": ("initiatives", "whole-initiative", {}),
    }
    found = {}
    for operation, (field, slug, variables) in lists.items():
        node = whole(read(operation, **variables)[field], slug)
        check_resource(node, served)
        found[operation] = node
    # Everything was filled in, so everything comes out but what is empty in the library:
    # a cell, half of each link, what one question has and another has not.
    expected = {
        ".searchDescription", ".body.evidence", ".body.rows.cells", ".body.links.url", ".body.links.page",
        ".body.links.description", ".resources.evidence", ".resources.links.url", ".resources.links.page",
        ".resources.links.description", ".body.playerUrl",
        ".body.poster.alt", ".body.poster.rendition.alt",
        ".businessCase", ".adaptations", ".recording.playerUrl", ".recording.provider", ".doThisTooCount",
    }  # fmt: skip
    question = ("options", "options.system", "prefix", "unit", "wordingNote", "enableWhen", "codes", "items")
    expected |= {f".questionnaire.sections.{depth}.{one}" for depth in ("items", "items.items") for one in question}
    for node in found.values():
        assert set(empty_fields(node)) <= expected
    tool, event, initiative = found["Tools"], found["Events"], found["Initiatives"]
    assert tool["questionnaire"]["fhirUrl"] == f"{served}/tools/whole-tool/questionnaire.fhir.json"
    (section,) = tool["questionnaire"]["sections"]
    housing = {"system": "http://loinc.org", "code": "71802-3", "display": "Housing status"}
    assert (section["linkId"], section["codes"]) == ("home", [housing])
    first, second = section["items"]
    assert [option["system"] for option in first["options"]] == [None, None, "http://loinc.org"]
    assert second["enableWhen"] == {"item": "home-1", "answer": "no", "question": "Is it warm?", "label": "No"}
    (below,) = second["items"]
    assert (below["linkId"], below["prefix"], below["unit"]) == ("home-2-1", "2a.", "Cel")
    assert tool["adaptedFrom"]["title"] == "Origin"
    assert event["start"].endswith(("-04:00", "-05:00"))
    assert event["isAllDay"] is False
    assert event["venue"]["latitude"] == 43.6
    assert event["icalUrl"] == f"{served}/events/whole-event/event.ics"
    assert "very-secret" not in str(event)
    assert initiative["openTo"] == ["MENTORING", "SHARING"]
    (origin,) = [node for node in read("Tools")["tools"]["nodes"] if node["slug"] == "origin"]
    assert origin["businessCase"]["yearlyCost"] == 31120.5
    assert origin["adaptations"][0]["title"] == "Tool"


def test_pages_by_path(read: Reader) -> None:
    types = {
        "/": "HomePage",
        "/knowledge/": "ArticleIndex",
        "tools": "ToolIndex",
        "/wellbeing": "WellbeingGuidanceIndex",
        "events/": "EventIndex",
        "/initiatives/": "InitiativeIndex",
        "/about/": "StandardPage",
        "/knowledge/whole-article/": "Article",
        "/tools/whole-tool/": "Tool",
        "/wellbeing/whole-guidance/": "WellbeingGuidance",
        "/events/whole-event/": "Event",
        "/initiatives/whole-initiative/": "Initiative",
    }
    for path, expected in types.items():
        page = read("Page", path=path)["page"]
        assert page["__typename"] == expected
        if expected.endswith("Index"):
            assert page["introduction"]["plain"] == "Ask kindly."
            assert page["parent"]["title"] == "Home"
            assert page["children"]
        elif expected != "HomePage":
            assert {block["__typename"] for block in page["body"]} == BLOCKS
            assert page["ancestors"][0]["title"] == "Home"
    assert read("Page", path="/nowhere/")["page"] is None


def test_routing_and_the_site_map(read: Reader, served: str) -> None:
    found = read("Route", path="/tools/whole-tool/")["route"]
    assert (found["status"], found["page"]["url"]) == ("FOUND", f"{served}/tools/whole-tool/")
    assert read("Route", path="/nowhere/")["route"] == {
        "status": "NOT_FOUND", "page": None, "redirect": None, "term": None,
    }  # fmt: skip
    entries = read("Sitemap")["sitemap"]
    assert entries["totalCount"] >= len(entries["nodes"]) > 0
    assert {"url": f"{served}/"} in [edge["node"] for edge in entries["edges"]]


def test_paging_with_cursors_reads_everything_once(read: Reader) -> None:
    titles: list[str] = []
    after, pages = None, 0
    while True:
        connection = read("ArticleTitles", first=5, after=after)["articles"]
        assert connection["totalCount"] == ARTICLES
        assert connection["pageInfo"]["hasPreviousPage"] is (pages > 0)
        titles.extend(node["title"] for node in connection["nodes"])
        pages += 1
        if not connection["pageInfo"]["hasNextPage"]:
            break
        after = connection["pageInfo"]["endCursor"]
    assert titles == [f"Article {number:02}" for number in range(ARTICLES)]
    assert pages == 3


def test_taxonomy(read: Reader) -> None:
    taxonomy = read("Taxonomy")
    assert {topic["slug"]: (topic["parent"] or {}).get("slug") for topic in taxonomy["topics"]} == {
        "housing": None,
        "damp": "housing",
    }
    assert [len(taxonomy[name]) for name in ("professions", "careSettings")] == [1, 1]
    assert [taxonomy[name]["totalCount"] for name in ("people", "organisations")] == [1, 1]
    assert {child["slug"] for place in taxonomy["places"] for child in place["children"]} == {"yorkshire"}


def test_the_site_and_its_redirects(read: Reader, served: str) -> None:
    answer = read("Site")
    site, (redirect,) = answer["site"], answer["redirects"]["nodes"]
    assert (site["name"], site["helpNow"]["plain"], site["home"]["title"]) == ("WHAM", "Ask kindly.", "Home")
    assert [link["url"] for link in site["navigation"]] == [f"{served}/tools/", "https://example.org/"]
    assert (redirect["oldPath"], redirect["url"], redirect["isPermanent"]) == (
        "/old",
        f"{served}/knowledge/article-01/",
        False,
    )


def test_the_heatmap(read: Reader) -> None:
    heatmap = read("Heatmap", bounds={"north": 60, "south": 50, "east": 2, "west": -8})["heatmap"]
    assert heatmap["totalCount"] == 1
    assert [cell["count"] for cell in heatmap["cells"]] == [1]
    assert len(heatmap["cells"][0]["boundary"]) in (5, 6)
    assert heatmap["places"][0]["place"]["slug"] == "yorkshire"
    assert {entry["topic"]["slug"] for entry in heatmap["topics"]} == {"housing", "damp"}
    assert heatmap["stages"] == [{"stage": "RUNNING", "count": 1}]


def test_an_app_signs_in_and_out(served: str, read: Reader) -> None:
    get_user_model().objects.create_user("amira", password="a-password-of-nobody")
    refused = read("SignIn", username="amira", password="another")["signIn"]
    assert refused["token"] is None
    assert [error["code"] for error in refused["errors"]] == ["UNAUTHENTICATED"]
    signed_in = read("SignIn", username="amira", password="a-password-of-nobody", device="Phone")["signIn"]
    app = Reader(served, Authorization=f"Bearer {signed_in['token']}")
    [token] = app("MyTokens")["myTokens"]
    assert token["device"] == "Phone"
    assert token["expiresAt"] == signed_in["expiresAt"]
    assert app("SignOut")["signOut"] == {"ended": True, "errors": []}
    with pytest.raises(TransportQueryError, match="UNAUTHENTICATED"):
        app("MyTokens")


def test_what_changed(read: Reader) -> None:
    start = read("Changes")["contentChanges"]
    assert start["nodes"] == []
    tool = Page.objects.get(slug="whole-tool")
    tool.specific.save_revision().publish()
    [change] = read("Changes", after=start["pageInfo"]["endCursor"])["contentChanges"]["nodes"]
    assert (change["kind"], change["pageType"], change["pageId"]) == ("UPDATED", "Tool", page_id(tool.pk))


def test_what_a_password_opens(served: str, read: Reader) -> None:
    tool = Page.objects.get(slug="whole-tool")
    PageViewRestriction.objects.create(page=tool, restriction_type="password", password="open sesame")
    assert read("Page", path="/tools/whole-tool/")["page"] is None
    found = read("Unlock", path="/tools/whole-tool/", password="open sesame")["unlockPage"]
    assert found["errors"] == []
    holder = Reader(served, **{"X-Page-Access": found["token"]})
    assert holder("Page", path="/tools/whole-tool/")["page"]["title"] == "Tool"


def test_the_server_describes_itself_as_the_committed_schema_does(read: Reader) -> None:
    read("Taxonomy")
    assert read.client.schema is not None
    assert set(read.client.schema.type_map) == set(build_schema(get_sdl()).type_map)
    with pytest.raises(GraphQLError, match="Cannot query field 'joinLink'"):
        read.client.execute(gql("{ events { nodes { joinLink } } }"))


def test_errors_reach_the_client_with_their_code(read: Reader) -> None:
    with pytest.raises(TransportQueryError) as caught:
        read("ArticleTitles", first=5, after="nonsense")
    (error,) = caught.value.errors or []
    assert error["extensions"]["code"] == "BAD_INPUT"


def content_fields(schema: GraphQLSchema, read: set[str]) -> set[tuple[str, str]]:
    """Every field of the types that the operations read at all and of the blocks of a body, interfaces counted once.

    The search has tests of its own. A content type that the operations do not know is read by generated queries.
    """
    read = read | {type(block).__name__ for _, block in BODY_BLOCKS}
    fields = set()
    for name, type_ in schema.type_map.items():
        if name.startswith(("__", "Search", "Suggestion", "Query", "Mutation")) or name not in read:
            continue
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        inherited = {field for interface in type_.interfaces for field in interface.fields}
        fields |= {(name, field) for field in type_.fields if field not in inherited}
    return fields


def test_the_operations_read_every_field_of_content() -> None:
    schema = build_schema(get_sdl())
    selected = selected_fields(schema)
    assert sorted(content_fields(schema, {name for name, _ in selected}) - selected) == []
