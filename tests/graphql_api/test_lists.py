"""Connections: filters, order, cursors and counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from content_types.core.models import ResourcePerson
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import OrganisationFactory, PersonFactory, PlaceFactory, TopicFactory
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]


def titles(graphql: GraphQL, field: str, arguments: str = "") -> list[str]:
    found = graphql(f"{{ {field}{arguments} {{ nodes {{ title }} totalCount }} }}")[field]
    assert found["totalCount"] >= len(found["nodes"])
    return [node["title"] for node in found["nodes"]]


def walk(graphql: GraphQL, arguments: str, first: int) -> list[str]:
    """Every title, a page of results at a time."""
    found: list[str] = []
    after = None
    for _ in range(50):
        query = (
            f"query($a: String) {{ articles(first: {first}, after: $a, {arguments}) {{ nodes {{ title }} "
            f"pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }}"
        )
        page = graphql(query, a=after)["articles"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        found += [node["title"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
    raise AssertionError("the cursors do not come to an end")


def walk_back(graphql: GraphQL, arguments: str, last: int) -> list[str]:
    """Every title, a page of results at a time from the end of the list; each page is in the order of the list."""
    found: list[str] = []
    before = None
    for _ in range(50):
        query = (
            f"query($b: String) {{ articles(last: {last}, before: $b, {arguments}) {{ nodes {{ title }} "
            f"pageInfo {{ hasNextPage hasPreviousPage startCursor }} }} }}"
        )
        page = graphql(query, b=before)["articles"]
        assert page["pageInfo"]["hasNextPage"] is (before is not None)
        found = [node["title"] for node in page["nodes"]] + found
        if not page["pageInfo"]["hasPreviousPage"]:
            return found
        before = page["pageInfo"]["startCursor"]
    raise AssertionError("the cursors do not come to an end")


@pytest.mark.parametrize("order", ["NEWEST", "OLDEST", "RECENTLY_UPDATED", "TITLE", "SHORTEST"])
def test_cursors_visit_everything_once_in_order_with_ties(tree: Tree, graphql: GraphQL, order: str) -> None:
    now = timezone.now()
    for number in range(11):
        moment = now - timedelta(days=number // 3)  # several at the same moment
        KnowledgeArticlePageFactory(
            parent=tree.knowledge, title=f"Title {number % 4}", slug=f"s{number}", first_published_at=moment
        )
    whole = walk(graphql, f"orderBy: [{order}]", 100)
    assert len(whole) == 11
    for size in (1, 2, 5):
        assert walk(graphql, f"orderBy: [{order}]", size) == whole
        assert walk_back(graphql, f"orderBy: [{order}]", size) == whole
        # With a filter the statement is composed anew, not prepared.
        narrowed = f'orderBy: [{order}], filter: {{publishedAfter: "2000-01-01T00:00:00Z"}}'
        assert walk_back(graphql, narrowed, size) == whole


def test_a_list_between_two_cursors(tree: Tree, graphql: GraphQL) -> None:
    for number in range(6):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"{number}")
    edges = graphql("{ articles(orderBy: [TITLE]) { edges { cursor } } }")["articles"]["edges"]
    query = """query($a: String, $b: String, $first: Int, $last: Int) {
      articles(orderBy: [TITLE], after: $a, before: $b, first: $first, last: $last) { nodes { title } } }"""

    def between(**size: int) -> list[str]:
        found = graphql(query, a=edges[0]["cursor"], b=edges[5]["cursor"], **size)["articles"]["nodes"]
        return [node["title"] for node in found]

    assert between() == ["1", "2", "3", "4"]
    assert between(first=2) == ["1", "2"]
    assert between(last=2) == ["3", "4"]


@pytest.mark.parametrize("arguments", ["first: 2, last: 2", "last: 0", "last: 101"])
def test_what_is_no_window_is_rejected(tree: Tree, graphql: GraphQL, arguments: str) -> None:
    [error] = graphql.raw(f"{{ articles({arguments}) {{ totalCount }} }}")["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "last"}


def test_a_field_that_fails_leaves_the_others(tree: Tree, graphql: GraphQL) -> None:
    answer = graphql.raw("{ articles(first: 0) { totalCount } tools { totalCount } }")
    assert answer["data"] == {"articles": None, "tools": {"totalCount": 0}}
    assert [error["path"] for error in answer["errors"]] == [["articles"]]


def test_a_page_published_meanwhile_neither_repeats_nor_hides_another(tree: Tree, graphql: GraphQL) -> None:
    now = timezone.now()
    for number in range(4):
        KnowledgeArticlePageFactory(
            parent=tree.knowledge, title=f"{number}", first_published_at=now - timedelta(days=number)
        )
    first = graphql("{ articles(first: 2) { nodes { title } pageInfo { endCursor } } }")["articles"]
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="new", first_published_at=now + timedelta(seconds=1))
    second = graphql(
        "query($a: String) { articles(first: 2, after: $a) { nodes { title } } }", a=first["pageInfo"]["endCursor"]
    )["articles"]
    assert [n["title"] for n in first["nodes"] + second["nodes"]] == ["0", "1", "2", "3"]


def test_a_cursor_is_good_for_its_own_list_and_order_only(tree: Tree, graphql: GraphQL) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    cursor = graphql("{ articles(orderBy: [TITLE]) { edges { cursor } } }")["articles"]["edges"][0]["cursor"]
    for query in ("articles(orderBy: [NEWEST], after: $a)", "tools(orderBy: [TITLE], after: $a)"):
        [error] = graphql.raw(f"query($a: String) {{ {query} {{ nodes {{ title }} }} }}", a=cursor)["errors"]
        assert error["extensions"] == {"code": "BAD_INPUT", "field": "after"}


@pytest.mark.parametrize(("name", "factory"), [("people", PersonFactory), ("organisations", OrganisationFactory)])
def test_people_and_organisations_are_paged_in_the_editors_order(graphql: GraphQL, name: str, factory: Any) -> None:
    for number in range(7):
        factory(name=f"Name {number % 3}", slug=f"s{number}", sort_order=number // 5)
    factory(name="Draft", slug="draft", live=False)
    query = (
        f"query($a: String) {{ {name}(first: 2, after: $a) {{ totalCount nodes {{ slug }} "
        f"pageInfo {{ hasNextPage endCursor }} }} }}"
    )
    found: list[str] = []
    page: dict[str, Any] = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
    while page["pageInfo"]["hasNextPage"]:
        page = graphql(query, a=page["pageInfo"]["endCursor"])[name]
        assert page["totalCount"] == 7
        found += [node["slug"] for node in page["nodes"]]
    assert found == ["s0", "s3", "s1", "s4", "s2", "s6", "s5"]
    some = graphql(f'{{ {name}(slugs: ["s5", "s1", "draft", "none"]) {{ nodes {{ slug }} }} }}')[name]["nodes"]
    assert [one["slug"] for one in some] == ["s1", "s5"]
    [error] = graphql.raw(f"{{ {name}(first: 101) {{ totalCount }} }}")["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "first"}


def test_topics_include_those_below_and_compose(tree: Tree, graphql: GraphQL) -> None:
    poverty = TopicFactory(slug="poverty")
    debt = TopicFactory(slug="debt", parent=poverty)
    food = TopicFactory(slug="food")
    for title, topics in (
        ("poverty", [poverty]),
        ("debt", [debt]),
        ("food", [food]),
        ("both", [debt, food]),
        ("none", []),
    ):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, topics=topics)

    def found(condition: str) -> set[str]:
        return set(titles(graphql, "articles", f"(filter: {{topics: {{{condition}}}}})"))

    assert found('anyOf: ["poverty"]') == {"poverty", "debt", "both"}
    assert found('anyOf: ["food", "debt"]') == {"debt", "food", "both"}
    assert found('allOf: ["food", "poverty"]') == {"both"}
    assert found('noneOf: ["poverty"]') == {"food", "none"}
    assert found('anyOf: ["poverty"], noneOf: ["food"]') == {"poverty", "debt"}
    assert found('anyOf: ["no-such-topic"]') == set()
    assert found("anyOf: []") == set()


def test_tags_people_licences_and_dates(tree: Tree, graphql: GraphQL) -> None:
    now = timezone.now()
    one = KnowledgeArticlePageFactory(
        parent=tree.knowledge, title="one", first_published_at=now - timedelta(days=9), licence="CC0-1.0"
    )
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="two")
    one.tags.add("Debt", "Money")
    one.save()
    ResourcePerson.objects.create(page=one, person=PersonFactory(slug="amina"))
    week = (now - timedelta(days=7)).isoformat()
    for condition in (
        'tags: {anyOf: ["debt"]}',
        'tags: {allOf: ["Debt", "Money"]}',
        'people: ["amina"]',
        "licences: [CC0_1_0]",
        f'publishedBefore: "{week}"',
    ):
        assert titles(graphql, "articles", f"(filter: {{{condition}}})") == ["one"], condition
    assert titles(graphql, "articles", '(filter: {tags: {noneOf: ["debt"]}})') == ["two"]
    assert titles(graphql, "articles", f'(filter: {{publishedAfter: "{week}"}})') == ["two"]


def test_the_last_update_filters_and_orders(tree: Tree, graphql: GraphQL) -> None:
    now = timezone.now()
    for title, days in (("new", 1), ("updated", 9), ("old", 8)):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, first_published_at=now - timedelta(days=days))
    KnowledgeArticlePageFactory._meta.model.objects.get(title="updated").save_revision().publish()
    assert titles(graphql, "articles", "(orderBy: [RECENTLY_UPDATED])") == ["updated", "new", "old"]
    week = (now - timedelta(days=7)).isoformat()
    assert titles(graphql, "articles", f'(filter: {{updatedBefore: "{week}"}})') == ["old"]
    assert set(titles(graphql, "articles", f'(filter: {{updatedAfter: "{week}"}})')) == {"updated", "new"}


def test_each_type_has_its_own_filters(tree: Tree, graphql: GraphQL) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="book", kind="book")
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="film", kind="film")
    assert titles(graphql, "articles", "(filter: {kinds: [BOOK]})") == ["book"]
    ToolPageFactory(parent=tree.tools, title="quick", kind="checklist", time_needed=5)
    ToolPageFactory(parent=tree.tools, title="slow", kind="guide", time_needed=50)
    assert titles(graphql, "tools", "(filter: {maxTimeNeeded: 10})") == ["quick"]
    assert titles(graphql, "tools", "(filter: {kinds: [GUIDE, POSTER]})") == ["slow"]
    WellbeingGuidancePageFactory(parent=tree.wellbeing, title="me", level="personal")
    WellbeingGuidancePageFactory(parent=tree.wellbeing, title="us", level="team")
    assert titles(graphql, "wellbeingGuidance", "(filter: {levels: [TEAM]})") == ["us"]
    organisation = OrganisationFactory(slug="trust")
    InitiativeFactory(
        parent=tree.initiatives,
        title="open",
        stage="running",
        open_to_partners=True,
        open_to_sharing=True,
        organisation=organisation,
    )
    InitiativeFactory(parent=tree.initiatives, title="closed", stage="idea", open_to_partners=True)
    assert titles(graphql, "initiatives", "(filter: {openTo: [PARTNERS, SHARING]})") == ["open"]
    assert titles(graphql, "initiatives", "(filter: {stages: [IDEA]})") == ["closed"]
    assert titles(graphql, "initiatives", '(filter: {organisations: ["trust"]})') == ["open"]


def test_initiatives_are_found_by_the_place_they_belong_to(tree: Tree, graphql: GraphQL) -> None:
    england = PlaceFactory(slug="england")
    yorkshire = PlaceFactory(slug="yorkshire", parent=england)
    InitiativeFactory(parent=tree.initiatives, title="Leeds", place=yorkshire)
    InitiativeFactory(parent=tree.initiatives, title="Cardiff", place=PlaceFactory(slug="wales"))
    assert titles(graphql, "initiatives", '(filter: {places: {anyOf: ["england"]}})') == ["Leeds"]
    assert titles(graphql, "initiatives", '(filter: {places: {noneOf: ["england"]}})') == ["Cardiff"]


def test_events_by_time(tree: Tree, graphql: GraphQL) -> None:
    now = timezone.now()
    for title, days in (("past", -3), ("soon", 2), ("later", 20)):
        EventPageFactory(parent=tree.events, title=title, start=now + timedelta(days=days))
    EventPageFactory(parent=tree.events, title="now", start=now - timedelta(minutes=10))
    assert titles(graphql, "events", "(filter: {upcoming: true}, orderBy: [SOONEST])") == ["now", "soon", "later"]
    assert titles(graphql, "events", "(filter: {upcoming: false})") == ["past"]
    for status in ("cancelled", "postponed"):
        for days in (-3, 2):
            when = now + timedelta(days=days)
            EventPageFactory(parent=tree.events, title=f"{status} {days}", start=when, status=status)
    assert titles(graphql, "events", "(filter: {upcoming: true}, orderBy: [SOONEST])") == ["now", "soon", "later"]
    assert titles(graphql, "events", "(filter: {upcoming: false})") == ["past"]
    off = "upcoming: true, statuses: [CANCELLED, POSTPONED]"
    assert sorted(titles(graphql, "events", f"(filter: {{{off}}})")) == ["cancelled 2", "postponed 2"]
    week = (now + timedelta(days=7)).isoformat()
    assert titles(graphql, "events", f'(filter: {{from: "{week}"}})') == ["later"]
    assert titles(graphql, "events", f'(filter: {{to: "{week}", upcoming: true}}, orderBy: [LATEST])') == [
        "soon",
        "now",
    ]


@pytest.mark.parametrize("argument", ["topics: {anyOf: $v}", "tags: {anyOf: $v}", "people: $v"])
def test_a_filter_takes_at_most_fifty_values(tree: Tree, graphql: GraphQL, argument: str) -> None:
    query = f"query($v: [String!]) {{ articles(filter: {{{argument}}}) {{ totalCount }} }}"
    assert graphql(query, v=["x"] * 50)
    [error] = graphql.raw(query, v=["x"] * 51)["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert "at most 50 values; 51 were given" in error["message"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topics", {"anyOf": ["\x00"]}),
        ("topics", {"allOf": ["\x00"]}),
        ("tags", {"anyOf": ["\x00"]}),
        ("people", ["\x00"]),
    ],
)
def test_nul_in_a_filter_finds_nothing(tree: Tree, graphql: GraphQL, name: str, value: Any) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    query = "query($f: ArticleFilter) { articles(filter: $f) { totalCount } }"
    answer = graphql.raw(query, f={name: value})
    if "errors" in answer:
        assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    else:
        assert answer["data"]["articles"]["totalCount"] == 0


def test_an_article_that_is_published_again_keeps_its_place(tree: Tree, graphql: GraphQL) -> None:
    now = timezone.now()
    for days, title in enumerate(("Younger", "Older")):
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, title=title)
        page.first_published_at = now - timedelta(days=days)
        page.save()
    page.save_revision().publish()
    assert titles(graphql, "articles", "(orderBy: [NEWEST])") == ["Younger", "Older"]
