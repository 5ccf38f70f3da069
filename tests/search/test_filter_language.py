"""One language of filters: lists, the search on each engine, and plain Python find and count the same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content_types.core.models import ResourcePerson
from content_types.events.factories import EventPageFactory
from content_types.initiatives.cells import cells_of
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import (
    CareSettingFactory,
    OrganisationFactory,
    PersonFactory,
    PlaceFactory,
    ProfessionFactory,
    TopicFactory,
)
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]

LISTS = {
    "articles": ("ArticleFilter", "ARTICLE"),
    "tools": ("ToolFilter", "TOOL"),
    "wellbeingGuidance": ("WellbeingGuidanceFilter", "WELLBEING_GUIDANCE"),
    "events": ("EventFilter", "EVENT"),
    "initiatives": ("InitiativeFilter", "INITIATIVE"),
}
COMMON = ["TYPE", "TOPICS", "PROFESSIONS", "CARE_SETTINGS", "PLACES", "TAGS", "PEOPLE", "LICENCE", "YEAR", "LOCALE"]
FACETS = [*COMMON, "KIND", "LEVEL", "ATTENDANCE", "STATUS", "STAGE", "OPEN_TO", "ORGANISATIONS", "TIME_NEEDED"]
BUCKETS = f"""facets(fields: [{" ".join(FACETS)}]) {{ field buckets {{ __typename value label count filter
    ... on TermBucket {{ parent }} ... on RangeBucket {{ min max }} }} }}"""
LEEDS = cells_of(53.8, -1.55)["h3_4"]
NOW = timezone.now().replace(microsecond=0)


@dataclass
class Facts:
    """What a page is, as the test made it."""

    title: str
    list: str
    published: datetime
    updated: datetime
    licence: str
    topics: set[str] = field(default_factory=set)  # with those above
    places: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    own: dict[str, Any] = field(default_factory=dict)

    @property
    def year(self) -> int:
        moment: datetime = self.own.get("start", self.published)
        return moment.astimezone(UTC).year


ABOVE = {"poverty": {"poverty"}, "debt": {"debt", "poverty"}, "food": {"food"}, "hidden": set(), "below": {"below"}}
PLACES = {"uk": {"uk"}, "wales": {"wales", "uk"}}


@pytest.fixture
def facts(tree: Tree, each_engine: str) -> list[Facts]:
    """A library of forty resources of every type, indexed."""
    rng = random.Random(each_engine)
    topics = {"poverty": TopicFactory(slug="poverty")}
    topics["debt"] = TopicFactory(slug="debt", parent=topics["poverty"])
    topics["food"] = TopicFactory(slug="food")
    topics["hidden"] = TopicFactory(slug="hidden", live=False, parent=topics["food"])
    topics["below"] = TopicFactory(slug="below", parent=topics["hidden"])
    places = {"uk": PlaceFactory(slug="uk")}
    places["wales"] = PlaceFactory(slug="wales", parent=places["uk"])
    people = {slug: PersonFactory(slug=slug) for slug in ("amina", "bronwen")}
    ghost = PersonFactory(slug="ghost", live=False)
    organisations = {slug: OrganisationFactory(slug=slug) for slug in ("trust", "charity")}
    closed = OrganisationFactory(slug="closed", live=False)
    profession, setting = ProfessionFactory(slug="nurse"), CareSettingFactory(slug="ward")
    made = []
    for number in range(40):
        name = list(LISTS)[number % len(LISTS)]
        published = NOW - timedelta(days=rng.randint(1, 900))
        one = Facts(
            f"{name} {number}",
            name,
            published,
            published + timedelta(hours=rng.randint(0, 20)),
            rng.choice(["CC0-1.0", "CC-BY-4.0"]),
        )
        chosen = rng.sample(list(topics), rng.randint(0, 3))
        one.topics = set().union(*(ABOVE[slug] for slug in chosen))
        common: dict[str, Any] = {
            "title": one.title,
            "first_published_at": one.published,
            "last_published_at": one.updated,
            "licence": one.licence,
            "topics": [topics[slug] for slug in chosen],
        }
        where = rng.choice([None, "uk", "wales"])
        one.places = set(PLACES[where]) if where else set()
        common["places"] = [places[where]] if where else []
        if rng.random() < 0.5:
            common |= {"professions": [profession], "care_settings": [setting]}
        page = _made(one, tree, common, rng, {**organisations, "closed": closed}, places)
        for slug in rng.sample(list(people), rng.randint(0, 2)):
            one.people.add(slug)
            for role in rng.sample(["author", "speaker"], rng.randint(1, 2)):
                ResourcePerson.objects.create(page=page, person=people[slug], role=role)
        if rng.random() < 0.3:
            ResourcePerson.objects.create(page=page, person=ghost)
        one.tags = set(rng.sample(["Debt advice", "Élan", "short"], rng.randint(0, 2)))
        page.tags.add(*one.tags)
        page.save()
        made.append(one)
    process_changes()
    return made


def _made(one: Facts, tree: Tree, common: Any, rng: random.Random, organisations: Any, places: Any) -> Any:
    own: dict[str, Any] = {}
    if one.list == "articles":
        own = {"kind": rng.choice(["book", "film"])}
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, **common, **own)
    elif one.list == "tools":
        own = {"kind": rng.choice(["guide", "poster"]), "time_needed": rng.choice([None, 1, 5, 6, 30, 61, 500])}
        page = ToolPageFactory(parent=tree.tools, **common, **own)
    elif one.list == "wellbeingGuidance":
        own = {"level": rng.choice(["personal", "team"])}
        page = WellbeingGuidancePageFactory(parent=tree.wellbeing, **common, **own)
    elif one.list == "events":
        own = {
            "start": NOW + timedelta(days=rng.randint(-500, 500)),
            "kind": "webinar",
            "attendance": rng.choice(["online", "hybrid"]),
            "status": rng.choice(["scheduled", "cancelled"]),
        }
        page = EventPageFactory(parent=tree.events, venue_name="Here", **common, **own)
    else:
        nth = int(one.title.split()[1]) // len(LISTS)  # each in turn, so that none is left to chance
        own = {"stage": rng.choice(["idea", "running"]), "organisation": [None, *organisations][nth % 4]}
        own["open_to"] = rng.sample(["mentoring", "partners", "sharing"], rng.randint(0, 3))
        own["latitude"] = rng.choice([50.25, 53.8])
        place = rng.choice(list(places))
        one.places |= PLACES[place]
        page = InitiativeFactory(
            parent=tree.initiatives,
            **common,
            stage=own["stage"],
            organisation=organisations.get(own["organisation"]),
            place=places[place],
            latitude=own["latitude"],
            **{f"open_to_{name}": True for name in own["open_to"]},
        )
        own["organisation"] = None if own["organisation"] == "closed" else own["organisation"]
    one.own = own
    return page


# --- Filters ----------------------------------------------------------------------------------------------------------

Test = Callable[[Facts], bool]


def atoms(rng: random.Random, name: str) -> tuple[dict[str, Any], Test]:
    """A condition of a list, as a client sends it and as it is meant."""
    moment = NOW - timedelta(days=rng.randint(0, 900))
    later = NOW + timedelta(days=rng.randint(-400, 400))
    topics = set(rng.sample(["poverty", "debt", "food", "below", "hidden", "none"], rng.randint(0, 3)))
    known = topics - {"hidden", "none"}
    common: list[tuple[dict[str, Any], Test]] = [
        ({"topics": {"anyOf": sorted(topics)}}, lambda one: bool(one.topics & known)),
        ({"topics": {"allOf": sorted(topics)}}, lambda one: known == topics and topics <= one.topics),
        ({"topics": {"noneOf": sorted(topics)}}, lambda one: not one.topics & known),
        ({"places": {"anyOf": ["wales"]}}, lambda one: "wales" in one.places),
        ({"tags": {"anyOf": ["DEBT ADVICE"]}}, lambda one: "Debt advice" in one.tags),
        ({"tags": {"allOf": ["short", "debt advice"]}}, lambda one: {"short", "Debt advice"} <= one.tags),
        ({"people": ["amina", "ghost"]}, lambda one: "amina" in one.people),
        ({"licences": ["CC0_1_0"]}, lambda one: one.licence == "CC0-1.0"),
        ({"years": [moment.year]}, lambda one: one.year == moment.year),
        ({"publishedAfter": moment.isoformat()}, lambda one: one.published >= moment),
        ({"updatedBefore": moment.isoformat()}, lambda one: one.updated < moment),
        ({"facetFilters": ["TOPICS:debt", "TOPICS:food", "LICENCE:CC0_1_0"]},
         lambda one: bool(one.topics & {"debt", "food"}) and one.licence == "CC0-1.0"),
    ]  # fmt: skip
    own: dict[str, list[tuple[dict[str, Any], Test]]] = {
        "articles": [({"kinds": ["BOOK"]}, lambda one: one.own["kind"] == "book")],
        "tools": [
            ({"kinds": ["GUIDE"]}, lambda one: one.own["kind"] == "guide"),
            ({"maxTimeNeeded": 6}, lambda one: (one.own["time_needed"] or 999) <= 6),
            (
                {"facetFilters": ["TIME_NEEDED:6-15", "TIME_NEEDED:61-"]},
                lambda one: one.own["time_needed"] in (6, 61, 500),
            ),
        ],
        "wellbeingGuidance": [({"levels": ["TEAM"]}, lambda one: one.own["level"] == "team")],
        "events": [
            ({"kinds": ["WEBINAR"]}, lambda one: True),
            ({"attendance": ["ONLINE"]}, lambda one: one.own["attendance"] == "online"),
            ({"statuses": ["CANCELLED"]}, lambda one: one.own["status"] == "cancelled"),
            ({"upcoming": True, "statuses": ["CANCELLED", "SCHEDULED"]}, lambda one: one.own["start"] >= NOW),
            ({"upcoming": False}, lambda one: one.own["start"] < NOW and one.own["status"] == "scheduled"),
            ({"from": later.isoformat()}, lambda one: one.own["start"] >= later),
            ({"to": later.isoformat()}, lambda one: one.own["start"] < later),
        ],
        "initiatives": [
            ({"bounds": {"south": 50.5, "north": 55, "west": -2, "east": 0}}, lambda one: one.own["latitude"] > 50.5),
            ({"bounds": {"south": 50, "north": 55, "west": 170, "east": -1.5}}, lambda one: True),
            ({"cells": [LEEDS]}, lambda one: one.own["latitude"] > 53),
            ({"stages": ["RUNNING"]}, lambda one: one.own["stage"] == "running"),
            ({"openTo": ["PARTNERS", "SHARING"]}, lambda one: {"partners", "sharing"} <= set(one.own["open_to"])),
            ({"organisations": ["trust", "closed"]}, lambda one: one.own["organisation"] == "trust"),
        ],
    }  # fmt: skip
    return rng.choice([*common, *own[name]])


def tree_of(rng: random.Random, name: str, depth: int = 2) -> tuple[dict[str, Any], Test]:
    """A filter with ``and``, ``or`` and ``not``."""
    given, test = atoms(rng, name)
    shape = rng.choice(["plain", "and", "or", "not"]) if depth else "plain"
    if shape == "plain":
        return given, test
    inside = [tree_of(rng, name, depth - 1) for _ in range(1 if shape == "not" else rng.randint(0, 3))]
    tests = [one for _, one in inside]
    parts = [one for one, _ in inside]
    if shape == "and":
        return {**given, "and": parts}, lambda one: test(one) and all(part(one) for part in tests)
    if shape == "or":
        return {**given, "or": parts}, lambda one: test(one) and any(part(one) for part in tests)
    return {**given, "not": parts[0]}, lambda one: test(one) and not tests[0](one)


def asked(graphql: GraphQL, name: str, given: dict[str, Any], selection: str, first: int = 1) -> Any:
    """A list, or ``search``, with a filter."""
    filter_type = LISTS[name][0] if name in LISTS else "SearchFilter"
    query = f"query($f: {filter_type}) {{ {name}(filter: $f, first: {first}) {{ {selection} }} }}"
    return graphql(query, f=given)[name]


def found(graphql: GraphQL, name: str, given: dict[str, Any]) -> set[str]:
    page = asked(graphql, name, given, "totalCount nodes { title }", 100)
    assert page["totalCount"] == len(page["nodes"])
    return {one["title"] for one in page["nodes"]}


def test_lists_and_the_search_find_what_a_filter_means(graphql: GraphQL, facts: list[Facts]) -> None:
    rng = random.Random(1)
    for name, (_, type_name) in LISTS.items():
        for _ in range(25):
            given, test = tree_of(rng, name)
            expected = {one.title for one in facts if one.list == name and test(one)}
            assert found(graphql, name, given) == expected, given
            assert found(graphql, "search", {**given, "types": [type_name]}) == expected, given


# --- Facets -----------------------------------------------------------------------------------------------------------


def facets_of(graphql: GraphQL, name: str, given: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {one["field"]: one["buckets"] for one in asked(graphql, name, given, BUCKETS)["facets"]}


OWN = {
    "articles": {"KIND"},
    "tools": {"KIND", "TIME_NEEDED"},
    "wellbeingGuidance": {"LEVEL"},
    "events": {"KIND", "ATTENDANCE", "STATUS"},
    "initiatives": {"STAGE", "OPEN_TO", "ORGANISATIONS"},
    "search": set(FACETS),
}
BASES: list[dict[str, Any]] = [{}, {"or": [{"licences": ["CC0_1_0"]}, {"people": ["amina"]}]}]


def test_to_filter_by_a_bucket_gives_its_count(graphql: GraphQL, facts: list[Facts]) -> None:
    for name, own in OWN.items():
        seen = set()
        for base in BASES:
            for facet, buckets in facets_of(graphql, name, base).items():
                for bucket in buckets:
                    seen.add(facet)
                    chosen = {**base, "facetFilters": [bucket["filter"]]}
                    total = asked(graphql, name, chosen, "totalCount")["totalCount"]
                    assert total == bucket["count"], (name, facet, bucket)
        assert seen == set(COMMON) | own


def test_what_takes_place_is_counted_and_found_alike(graphql: GraphQL, facts: list[Facts]) -> None:
    coming = [one for one in facts if one.list == "events" and one.own["start"] >= NOW]
    by_status = Counter(one.own["status"].upper() for one in coming)
    for name in ("events", "search"):
        assert counted(facets_of(graphql, name, {"upcoming": True})["STATUS"]) == by_status
        for status, number in by_status.items():
            for chosen in ({"facetFilters": [f"STATUS:{status}"]}, {"statuses": [status]}):
                page = asked(graphql, name, {"upcoming": True, **chosen}, "totalCount")
                assert page["totalCount"] == number
        assert asked(graphql, name, {"upcoming": True}, "totalCount")["totalCount"] == by_status["SCHEDULED"]


def test_a_list_counts_as_the_search_and_as_plain_python(graphql: GraphQL, facts: list[Facts]) -> None:
    for name, (_, type_name) in LISTS.items():
        by_list = facets_of(graphql, name, {})
        by_search = facets_of(graphql, "search", {"and": [{"types": [type_name]}]})
        assert by_list == by_search
        own = [one for one in facts if one.list == name]
        assert counted(by_list["TOPICS"]) == Counter(slug for one in own for slug in one.topics)
        assert counted(by_list["PLACES"]) == Counter(slug for one in own for slug in one.places)
        assert counted(by_list["TAGS"]) == Counter(tag.lower() for one in own for tag in one.tags)
        assert counted(by_list["PEOPLE"]) == Counter(slug for one in own for slug in one.people)
        assert counted(by_list["YEAR"]) == Counter(str(one.year) for one in own)


def counted(buckets: list[dict[str, Any]]) -> dict[str, int]:
    return {one["value"]: one["count"] for one in buckets}


def test_buckets_say_what_they_are(graphql: GraphQL, facts: list[Facts]) -> None:
    found = facets_of(graphql, "search", {})
    buckets = {facet: {one["value"]: one for one in many} for facet, many in found.items()}
    assert buckets["TOPICS"]["debt"]["parent"] == "poverty"
    assert buckets["TOPICS"]["below"]["parent"] is None, "the one above is not published"
    assert "hidden" not in buckets["TOPICS"]
    assert buckets["TAGS"]["élan"]["label"] == "Élan"
    assert "ghost" not in buckets["PEOPLE"]
    assert "closed" not in buckets["ORGANISATIONS"]
    last = buckets["TIME_NEEDED"]["61-"]
    assert (last["__typename"], last["min"], last["max"]) == ("RangeBucket", 61, None)
    assert last["label"] == "61 minutes or more"
    assert buckets["TYPE"]["TOOL"]["__typename"] == "EnumBucket"
    assert buckets["LICENCE"]["CC0_1_0"]["filter"] == "LICENCE:CC0_1_0"
    assert buckets["LOCALE"]["en-gb"]["label"]


def test_what_is_chosen_in_a_field_of_a_list_does_not_narrow_it(graphql: GraphQL, facts: list[Facts]) -> None:
    whole = facets_of(graphql, "articles", {})
    for chosen in ({"kinds": ["BOOK"]}, {"facetFilters": ["KIND:BOOK"]}):
        found = facets_of(graphql, "articles", chosen)
        assert found["KIND"] == whole["KIND"]
        books = next(one["count"] for one in whole["KIND"] if one["value"] == "BOOK")
        assert sum(one["count"] for one in found["LICENCE"]) == books
    nested = facets_of(graphql, "articles", {"and": [{"kinds": ["BOOK"]}]})
    assert [one["value"] for one in nested["KIND"]] == ["BOOK"]


@pytest.mark.parametrize("size", [5, 20, 50])
def test_the_statements_of_facets_do_not_depend_on_how_many_there_are(tree: Tree, graphql: GraphQL, size: int) -> None:
    for number in range(size):
        page = ToolPageFactory(
            parent=tree.tools,
            topics=[TopicFactory(slug=f"t{number}")],
            professions=[ProfessionFactory()],
            care_settings=[CareSettingFactory()],
            places=[PlaceFactory()],
            time_needed=number + 1,
        )
        page.tags.add(f"tag {number}")
        page.save()
        ResourcePerson.objects.create(page=page, person=PersonFactory())
    for given, none, every in (({}, 3, 24), ({"not": {"topics": {"anyOf": ["t1"]}}}, 4, 24)):
        for selection, expected in (("totalCount", none), (BUCKETS, every)):
            with CaptureQueriesContext(connection) as captured:
                asked(graphql, "tools", given, selection)
            assert len(captured) == expected, [one["sql"][:300] for one in captured.captured_queries]


# --- Bad input --------------------------------------------------------------------------------------------------------


def nested(depth: int) -> dict[str, Any]:
    given: dict[str, Any] = {"licences": []}
    for _ in range(depth):
        given = {"not": given}
    return given


@pytest.mark.parametrize(
    ("given", "argument", "words"),
    [
        ({"facetFilters": ["COLOUR:red"]}, "facetFilters", "a bucket of a facet"),
        ({"facetFilters": ["TOPICS"]}, "facetFilters", "a bucket of a facet"),
        ({"facetFilters": ["TYPE:NONE"]}, "facetFilters", "TYPE has no value “NONE”. It has ARTICLE"),
        ({"facetFilters": ["TIME_NEEDED:7-9"]}, "facetFilters", "It has 0-5, 6-15"),
        ({"facetFilters": ["YEAR:soon"]}, "facetFilters", "It has a year"),
        ({"facetFilters": ["YEAR:²"]}, "facetFilters", "It has a year"),
        ({"or": [{"topics": {"anyOf": ["x"] * 51}}]}, "topics.anyOf", "at most 50 values"),
        (nested(6), "filter", "more than 5 deep"),
        ({"or": [{"licences": []}] * 31}, "filter", "more than 30 parts"),
    ],
)
@pytest.mark.parametrize("name", ["articles", "search"])
def test_what_no_filter_can_be_is_told(graphql: GraphQL, name: str, given: Any, argument: str, words: str) -> None:
    filter_type = {"articles": "ArticleFilter", "search": "SearchFilter"}[name]
    query = f"query($f: {filter_type}) {{ {name}(filter: $f) {{ totalCount }} }}"
    [error] = graphql.raw(query, f=given)["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": argument}
    assert words in error["message"]


def test_a_filter_may_be_five_deep_and_a_year_out_of_the_calendar(tree: Tree, graphql: GraphQL) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="one")
    assert found(graphql, "articles", nested(5)) == {"one"}
    for years in ([0], [-5], [9999], [123456]):
        assert found(graphql, "articles", {"years": years}) == set()
        assert found(graphql, "search", {"years": years}) == set()
    assert found(graphql, "articles", {"facetFilters": ["STAGE:IDEA"]}) == set()
    assert found(graphql, "articles", {"not": {"facetFilters": ["STAGE:IDEA"]}}) == {"one"}
