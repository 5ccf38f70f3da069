"""JSON-LD: what search engines are told of a page in the vocabulary of schema.org."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content_types.core.models import ResourcePerson, Source
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import OrganisationFactory, PersonFactory, TopicFactory
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

QUERY = "query($p: String!) { page(by: {path: $p}) { seo { jsonLd } } }"
LONDON = ZoneInfo("Europe/London")
START = datetime(2030, 7, 1, 18, 30, tzinfo=LONDON)


def told(graphql: GraphQL, path: str) -> list[Any]:
    found = json.loads(graphql(QUERY, p=path)["page"]["seo"]["jsonLd"])
    assert found["@context"] == "https://schema.org"
    graph: list[Any] = found["@graph"]
    return graph


def test_an_article(tree: Tree, graphql: GraphQL) -> None:
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, slug="damp", title="Damp", summary="Why.", topics=[TopicFactory(name="Housing")],
        last_reviewed=datetime(2026, 5, 1).date(),
    )  # fmt: skip
    for name, role in (("Amina", "author"), ("Tom", "reviewer")):
        ResourcePerson.objects.create(page=page, role=role, person=PersonFactory(name=name, role_title="", website=""))
    Source.objects.create(page=page, title="A paper", doi="10.1542/peds.2014-2888")
    article, way = told(graphql, "/knowledge/damp/")
    url = "http://testserver/knowledge/damp/"
    assert article["@type"] == ["Article", "MedicalWebPage"]
    assert (article["@id"], article["url"], article["headline"], article["description"]) == (
        f"{url}#page", url, "Damp", "Why.",
    )  # fmt: skip
    assert article["author"] == [{"@type": "Person", "name": "Amina"}]
    assert (article["reviewedBy"], article["lastReviewed"]) == ([{"@type": "Person", "name": "Tom"}], "2026-05-01")
    assert article["about"] == [{"@type": "Thing", "name": "Housing"}]
    assert article["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert article["inLanguage"] == "en-gb"
    doi = "https://doi.org/10.1542/peds.2014-2888"
    assert article["citation"] == [{"@type": "CreativeWork", "name": "A paper", "url": doi, "identifier": doi}]
    assert [(one["position"], one["item"]) for one in way["itemListElement"]] == [
        (1, "http://testserver/"), (2, "http://testserver/knowledge/"), (3, url),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["tools", "wellbeing"])
def test_steps_make_it_instructions(tree: Tree, graphql: GraphQL, name: str) -> None:
    make: Any = ToolPageFactory if name == "tools" else WellbeingGuidancePageFactory
    steps = [{"type": "step", "value": {"title": "Ask", "text": "<p>Do it <b>kindly</b>.</p>"}}]
    make(parent=tree.indexes[name], slug="with", steps=json.dumps(steps))
    make(parent=tree.indexes[name], slug="without")
    (first, *_), (second, *_) = told(graphql, f"/{name}/with/"), told(graphql, f"/{name}/without/")
    assert "HowTo" in first["@type"]
    assert first["step"] == [{"@type": "HowToStep", "position": 1, "name": "Ask", "text": "Do it kindly."}]
    assert "HowTo" not in second["@type"]
    assert "step" not in second


@pytest.mark.parametrize(
    ("status", "expected"),
    [("scheduled", "EventScheduled"), ("cancelled", "EventCancelled"), ("postponed", "EventPostponed")],
)
def test_an_event_says_whether_it_takes_place(tree: Tree, graphql: GraphQL, status: str, expected: str) -> None:
    EventPageFactory(
        parent=tree.events, slug="round", start=START, end=START + timedelta(hours=1), status=status,
        attendance="hybrid", venue_name="Library", join_link="https://meet.example/secret",
        registration_url="https://tickets.example/1",
    )  # fmt: skip
    event, _ = told(graphql, "/events/round/")
    assert event["@type"] == "Event"
    assert event["eventStatus"] == f"https://schema.org/{expected}"
    assert (event["startDate"], event["endDate"]) == ("2030-07-01T18:30:00+01:00", "2030-07-01T19:30:00+01:00")
    assert event["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert event["location"] == [
        {"@type": "Place", "name": "Library"}, {"@type": "VirtualLocation", "url": "https://tickets.example/1"},
    ]  # fmt: skip
    assert "secret" not in json.dumps(event)
    assert not {"headline", "author", "license"} & set(event)


def test_an_event_of_whole_days(tree: Tree, graphql: GraphQL) -> None:
    start = datetime(2030, 7, 1, tzinfo=LONDON)
    EventPageFactory(parent=tree.events, slug="days", start=start, end=start + timedelta(days=2))
    event, _ = told(graphql, "/events/days/")
    assert (event["startDate"], event["endDate"]) == ("2030-07-01", "2030-07-02")


def test_an_initiative(tree: Tree, graphql: GraphQL) -> None:
    InitiativeFactory(parent=tree.initiatives, slug="beacon", organisation=OrganisationFactory(name="Trust"))
    initiative, _ = told(graphql, "/initiatives/beacon/")
    assert initiative["@type"] == "Project"
    assert initiative["parentOrganization"] == {"@type": "Organization", "name": "Trust"}
    assert initiative["location"]["geo"] == {"@type": "GeoCoordinates", "latitude": 53.8, "longitude": -1.55}


def test_the_home_page_is_a_web_page(graphql: GraphQL, tree: Tree) -> None:
    page, way = told(graphql, "/")
    assert (page["@type"], page["url"]) == ("WebPage", "http://testserver/")
    assert len(way["itemListElement"]) == 1


def test_no_text_ends_the_script_element(tree: Tree, graphql: GraphQL) -> None:
    title = "</script><script>alert(1)</script> & <!--"
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="odd", title=title)
    text = graphql(QUERY, p="/knowledge/odd/")["page"]["seo"]["jsonLd"]
    assert not set("<>&") & set(text)
    assert json.loads(text)["@graph"][0]["name"] == title


def test_hidden_terms_people_and_pages_are_not_told(tree: Tree, graphql: GraphQL) -> None:
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, slug="damp", topics=[TopicFactory(name="Hid", live=False)]
    )
    ResourcePerson.objects.create(page=page, role="author", person=PersonFactory(name="Hid", live=False))
    origin = ToolPageFactory(parent=tree.tools, slug="hid", live=False)
    ToolPageFactory(parent=tree.tools, slug="new", adapted_from=origin)
    assert "Hid" not in json.dumps(told(graphql, "/knowledge/damp/"))
    assert "isBasedOn" not in told(graphql, "/tools/new/")[0]


@pytest.mark.parametrize("number", [5, 20, 50])
def test_statements_do_not_grow(tree: Tree, graphql: GraphQL, number: int) -> None:
    for one in range(number):
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, topics=[TopicFactory()])
        person = PersonFactory(name=f"Amina {one}")
        ResourcePerson.objects.create(page=page, role="author", person=person)
    with CaptureQueriesContext(connection) as asked:
        graphql("{ articles(first: 50) { nodes { seo { jsonLd } } } }")
    assert len(asked) <= 12
