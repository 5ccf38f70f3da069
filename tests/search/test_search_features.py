"""What the library search does for people, through the API, on each engine:
synonyms, spelling, operators, orders, facets, highlights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query as PromotedQuery
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import PageViewRestriction

from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from search import outbox
from search.models import Synonym
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database

Titles = Callable[..., list[str]]

SEARCH = """
query ($q: String, $filter: SearchFilter, $order: SearchOrder, $verbatim: Boolean, $first: Int, $after: String) {
  search(query: $q, filter: $filter, orderBy: $order, verbatim: $verbatim, first: $first, after: $after) {
    totalCount didYouMean searchedInsteadFor
    edges { score node { title } highlights { field fragments } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
FACETS = """
query ($q: String, $filter: SearchFilter) { search(query: $q, filter: $filter) { totalCount
  facets(fields: [TYPE, TOPICS, KIND, LEVEL, YEAR, LICENCE, ATTENDANCE]) { field buckets { value label count } } } }
"""


@pytest.fixture
def search(graphql: GraphQL) -> Callable[..., Any]:
    def ask(query: str | None = None, **variables: Any) -> Any:
        return graphql(SEARCH, q=query, **variables)["search"]

    return ask


@pytest.fixture
def titles(search: Callable[..., Any]) -> Titles:
    return lambda query=None, **variables: [edge["node"]["title"] for edge in search(query, **variables)["edges"]]


def article(tree: Tree, title: str, body: str = "", **fields: Any) -> Any:
    text = [("rich_text", f"<p>{body}</p>")] if body else []
    return KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, summary="Nothing else.", body=text, **fields)


# --- Words ------------------------------------------------------------------------------------------------------------


def test_synonyms_both_ways_and_of_several_words(tree: Tree, titles: Titles, each_engine: str) -> None:
    Synonym.objects.create(words="GP, general practitioner, family doctor")
    Synonym.objects.create(kind="one_way", words="skint", also_finds="poverty")
    Synonym.objects.create(words="A&E, emergency department")
    for title in (
        "Seen by a GP",
        "The general practitioner",
        "General thoughts of one practitioner",
        "Poverty",
        "Skint",
    ):
        article(tree, title)
    article(tree, "Waiting in the emergency department")
    process_changes()
    assert set(titles("family doctors")) == {"Seen by a GP", "The general practitioner"}
    assert "The general practitioner" in titles("gps")
    assert "General thoughts of one practitioner" not in titles("gp")
    assert set(titles("skint")) == {"Skint", "Poverty"}
    assert titles("poverty") == ["Poverty"]
    assert titles("a&e") == ["Waiting in the emergency department"]


def test_a_word_itself_comes_before_its_synonym(tree: Tree, titles: Titles, each_engine: str) -> None:
    Synonym.objects.create(words="rota, roster")
    article(tree, "Making a roster fair")
    article(tree, "Making a rota fair")
    process_changes()
    assert titles("rota") == ["Making a rota fair", "Making a roster fair"]
    assert titles("roster") == ["Making a roster fair", "Making a rota fair"]


def test_spelling_is_repaired_and_told(tree: Tree, search: Any, titles: Titles, each_engine: str) -> None:
    article(tree, "Safeguarding children")
    article(tree, "Burnout on the ward")
    process_changes()
    found = search("Safegaurding on teh ward")
    assert found["edges"][0]["node"]["title"] in {"Safeguarding children", "Burnout on the ward"}
    assert found["totalCount"] == 2
    assert found["searchedInsteadFor"] == found["didYouMean"] == "Safeguarding on teh ward"
    assert titles("burnuot") == ["Burnout on the ward"]
    right = search("safeguarding")
    assert (right["didYouMean"], right["searchedInsteadFor"]) == (None, None)


def test_verbatim_searches_as_typed(tree: Tree, search: Any, each_engine: str) -> None:
    article(tree, "Safeguarding children")
    process_changes()
    found = search("safegaurding", verbatim=True)
    assert (found["totalCount"], found["didYouMean"], found["searchedInsteadFor"]) == (0, "safeguarding", None)


@pytest.mark.parametrize("index", ["up to date", "lagging"])
@pytest.mark.parametrize("how", ["private", "unpublished", "expired"])
def test_no_correction_gives_away_a_word_that_is_hidden(
    tree: Tree, search: Any, each_engine: str, index: str, how: str
) -> None:
    hidden = article(tree, "Falkenhorst reorganisation", "The Falkenhorst plan.")
    article(tree, "Something else")
    process_changes()
    assert search("falkenhorts")["didYouMean"] == "falkenhorst"
    if how == "private":
        PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    elif how == "unpublished":
        hidden.unpublish()
    else:
        type(hidden).objects.filter(pk=hidden.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
        outbox.enqueue([hidden.pk])  # its date was indexed when it was set; no test can wait for it to pass
        process_changes()
    if index == "up to date":
        process_changes()
    for verbatim in (False, True):
        found = search("falkenhorts", verbatim=verbatim)
        assert (found["didYouMean"], found["searchedInsteadFor"], found["totalCount"]) == (None, None, 0)


def test_phrases_and_exclusions(tree: Tree, titles: Titles, each_engine: str) -> None:
    article(tree, "A", "The food bank is near.")
    article(tree, "B", "Food at the river bank.")
    article(tree, "C", "The food bank, with damp.")
    process_changes()
    assert set(titles('"food bank"')) == {"A", "C"}
    assert titles('"food bank" -damp') == ["A"]
    assert set(titles('food bank -"food bank"')) == {"B"}
    assert set(titles("-damp")) == {"A", "B"}
    assert titles("food -topic:nothing -bank") == []


def test_field_words(tree: Tree, titles: Titles, each_engine: str) -> None:
    topic = TopicFactory(name="Food insecurity", slug="food-insecurity")
    article(tree, "Article", topics=[topic])
    ToolPageFactory(parent=tree.tools, title="Tool", topics=[topic], kind="checklist")
    process_changes()
    assert set(titles("topic:food-insecurity")) == {"Article", "Tool"}
    assert titles('topic:"Food insecurity" type:tool') == ["Tool"]
    assert titles("type:tools") == ["Tool"]
    assert titles("-type:tool") == ["Article"]
    assert titles("kind:checklist") == ["Tool"]
    assert titles("topic:unheard-of") == []


# --- Order ------------------------------------------------------------------------------------------------------------


def test_orders(tree: Tree, titles: Titles, search: Any, each_engine: str) -> None:
    now = timezone.now()
    for title, days, words in (("Middle", 2, 400), ("New", 1, 3000), ("Old", 3, 20)):
        article(tree, title, "Housing. " * words, first_published_at=now - timedelta(days=days))
    for title, days in (("Next week", 7), ("Tomorrow", 1), ("Yesterday", -1)):
        EventPageFactory(
            parent=tree.events,
            title=title,
            start=now + timedelta(days=days),
            end=now + timedelta(days=days, hours=1),
            first_published_at=now - timedelta(days=30 + days),
        )
    process_changes()
    assert titles("housing", order="NEWEST") == ["New", "Middle", "Old"]
    assert titles("housing", order="SHORTEST") == ["Old", "Middle", "New"]
    assert titles(order="SOONEST") == ["Tomorrow", "Next week", "Yesterday", "New", "Middle", "Old"]
    for order in ("NEWEST", "RECENTLY_UPDATED", "SHORTEST", "SOONEST", "RELEVANCE"):
        whole, after, paged = titles(order=order), None, []
        for _ in range(10):
            page = search(order=order, first=1, after=after)
            paged += [edge["node"]["title"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert paged == whole
    assert {edge["score"] for edge in search("housing", order="NEWEST")["edges"]} == {None}


def test_coming_events_come_before_past_ones(tree: Tree, titles: Titles, each_engine: str) -> None:
    now = timezone.now()
    for title, days in (("Debt webinar one", -9), ("Debt webinar two", 9)):
        EventPageFactory(
            parent=tree.events, title=title, start=now + timedelta(days=days), end=now + timedelta(days=days, hours=1)
        )
    process_changes()
    assert titles("debt webinar") == ["Debt webinar two", "Debt webinar one"]


def test_promoted_results_are_lifted_only_where_they_may_be_seen(tree: Tree, titles: Titles, each_engine: str) -> None:
    article(tree, "Burnout")
    lifted = article(tree, "Burnout again")
    process_changes()
    assert titles("Burnout") == ["Burnout", "Burnout again"]
    SearchPromotion.objects.create(query=PromotedQuery.get("burnout"), page=lifted)
    assert titles("Burnout") == ["Burnout again", "Burnout"]
    lifted.unpublish()
    assert titles("Burnout") == ["Burnout"]


# --- Facets and highlights --------------------------------------------------------------------------------------------


def counts(data: Any, field: str) -> dict[str, int]:
    (found,) = [one for one in data["facets"] if one["field"] == field]
    return {bucket["value"]: bucket["count"] for bucket in found["buckets"]}


@pytest.fixture
def library(tree: Tree, each_engine: str) -> None:
    poverty = TopicFactory(name="Poverty", slug="poverty")
    debt = TopicFactory(name="Debt", slug="debt", parent=poverty)
    article(tree, "Money one", topics=[debt])
    article(tree, "Money two", topics=[poverty])
    ToolPageFactory(parent=tree.tools, title="Money three", topics=[debt], licence="CC0-1.0")
    WellbeingGuidancePageFactory(parent=tree.wellbeing, title="Other", topics=[poverty])


@pytest.mark.usefixtures("library")
def test_facets_are_counted_with_descendants(graphql: GraphQL, each_engine: str) -> None:
    process_changes()
    data = graphql(FACETS, q="money")["search"]
    assert counts(data, "TOPICS") == {"poverty": 3, "debt": 2}
    assert counts(data, "TYPE") == {"ARTICLE": 2, "TOOL": 1}
    assert counts(data, "LICENCE")["CC0_1_0"] == 1
    assert counts(data, "YEAR") == {str(timezone.now().year): 3}
    assert counts(data, "ATTENDANCE") == {}
    (labels,) = [one["buckets"] for one in data["facets"] if one["field"] == "TYPE"]
    assert [bucket["label"] for bucket in labels] == ["Knowledge article", "Tool"]


@pytest.mark.usefixtures("library")
def test_what_is_chosen_in_a_facet_does_not_narrow_it(graphql: GraphQL, each_engine: str) -> None:
    process_changes()
    data = graphql(FACETS, q="money", filter={"types": ["TOOL"]})["search"]
    assert data["totalCount"] == 1
    assert counts(data, "TYPE") == {"ARTICLE": 2, "TOOL": 1}
    assert counts(data, "TOPICS") == {"poverty": 1, "debt": 1}
    data = graphql(FACETS, q="money", filter={"types": ["ARTICLE"], "topics": {"anyOf": ["debt"]}})["search"]
    assert data["totalCount"] == 1
    assert counts(data, "TYPE") == {"ARTICLE": 1, "TOOL": 1}
    assert counts(data, "TOPICS") == {"poverty": 2, "debt": 1}


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("index", ["up to date", "lagging"])
def test_nothing_hidden_is_counted(tree: Tree, graphql: GraphQL, each_engine: str, index: str) -> None:
    process_changes()
    PageViewRestriction.objects.create(page=tree.tools, restriction_type="login")
    for page in tree.knowledge.get_children().filter(title="Money one"):
        page.specific.unpublish()
    if index == "up to date":
        process_changes()
    data = graphql(FACETS, q="money")["search"]
    assert (data["totalCount"], counts(data, "TYPE"), counts(data, "TOPICS")) == (1, {"ARTICLE": 1}, {"poverty": 1})
    assert counts(data, "LICENCE") == {"CC_BY_4_0": 1}


def test_an_unpublished_topic_is_no_facet(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    topic = TopicFactory(name="Secret plans", slug="secret-plans")
    article(tree, "Money", topics=[topic])
    process_changes()
    topic.unpublish()
    data = graphql(FACETS, q="money")["search"]
    assert counts(data, "TOPICS") == {}


def test_highlights_are_escaped(tree: Tree, search: Any, each_engine: str) -> None:
    article(
        tree,
        "Housing <b>& rights",
        "Where damp &lt;script&gt;alert(1)&lt;/script&gt; housing harms. " + "Filler words. " * 80,
    )
    process_changes()
    (edge,) = search("housing")["edges"]
    found = {one["field"]: one["fragments"] for one in edge["highlights"]}
    assert found["title"] == ["<em>Housing</em> &lt;b&gt;&amp; rights"]
    assert "<em>housing</em>" in found["body"][0]
    for fragment in found["body"]:
        assert "<" not in fragment.replace("<em>", "").replace("</em>", "")
        assert len(fragment) < 400
    assert search(None)["edges"][0]["highlights"] == []


def test_highlights_show_stems_and_synonyms(tree: Tree, search: Any, each_engine: str) -> None:
    Synonym.objects.create(words="kids, children")
    article(tree, "Asking families", "We asked the children about their housing.")
    process_changes()
    (edge,) = search("kids houses asks")["edges"]
    body = " ".join(fragment for one in edge["highlights"] if one["field"] == "body" for fragment in one["fragments"])
    assert "<em>children</em>" in body
    assert "<em>housing</em>" in body
    assert "<em>asked</em>" in body


# --- Bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "!!! ??? ...", '"unbalanced', "a:b:c", "AND OR NOT", "title:(x OR y)~2^3", "{!func}", "*", "?", "-", "--", "\\",
        "/.*/", "[a TO z]", "<script>alert(1)</script>", "😀🤷‍♀️", "食物銀行", "بنك الطعام", "ธนาคารอาหาร", "\x00\x01",
        "\ufdfa" * 20, "a" * 500, "' OR 1=1 --", "%", "_", "-a", '-"a b"', "topic:", "topic:\x00", "NEAR(a b)", "a AND",
        "a* b^2", "title : x", "\ue000x\ue001", "x\u202e",
    ],
)  # fmt: skip
def test_anything_typed_gives_an_answer(tree: Tree, graphql: GraphQL, each_engine: str, query: str) -> None:
    article(tree, "Housing", "a b x y title func")
    process_changes()
    for order in ("RELEVANCE", "NEWEST", "SOONEST", "SHORTEST"):
        answer = graphql.raw(SEARCH, q=query, order=order)
        assert "errors" not in answer, answer
    assert "errors" not in graphql.raw("query ($p: String!) { suggest(prefix: $p) { text } }", p=query)


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"q": "x" * 501}, "query"), ({"first": -1}, "first"), ({"first": 0}, "first"), ({"first": 101}, "first"),
        ({"after": "nonsense"}, "after"), ({"filter": {"topics": {"anyOf": ["x"] * 500}}}, "topics.anyOf"),
    ],
)  # fmt: skip
def test_bad_input_names_its_argument(
    tree: Tree, graphql: GraphQL, each_engine: str, variables: dict[str, Any], field: str
) -> None:
    (error,) = graphql.raw(SEARCH, **variables)["errors"]
    assert error["extensions"] == {"code": "BAD_INPUT", "field": field}


def test_a_cursor_of_another_order_is_rejected(tree: Tree, graphql: GraphQL, search: Any, each_engine: str) -> None:
    article(tree, "Housing")
    process_changes()
    cursor = search("housing")["pageInfo"]["endCursor"]
    for other in ({"q": "housing", "order": "NEWEST"}, {"q": "house"}, {"q": "housing", "verbatim": True}):
        (error,) = graphql.raw(SEARCH, after=cursor, **other)["errors"]
        assert error["extensions"] == {"code": "BAD_INPUT", "field": "after"}
