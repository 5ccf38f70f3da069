"""Every query of the documentation and of GraphiQL is valid, and a shown answer real:
asked of the demo library, as readers do."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from access.models import MemberToken
from changes.processing import process_all_changes
from content_types.tools.models import ToolPage
from graphql_api.http.examples import EXAMPLES as SAVED
from tests.graphql_api.manual import PAGES, Example, differences, examples
from tests.support.demo import asking, demo, demo_site
from tests.support.graphql import GraphQL
from tests.support.reviews import link_to_review_of

__all__ = ["demo", "demo_site"]  # fixtures: found by their names
EXAMPLES = examples()
WIDEST = 70  # letters in a line of a comment
# For queries whose page shows no variables.
VARIABLES = {
    "path": "/tools/housing-letter/",
    "after": None,
    "token": "",
    "username": "amira",
    "email": "noor@example.org",
    "password": "x",
    "attempt": "",
    "code": "123456",
    "id": "UGFnZTow",
    "ids": ["UGFnZTow"],
    "pages": ["UGFnZTow"],
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_queries_of_the_documentation(example: Example, demo: GraphQL) -> None:
    used = {key: value for key, value in VARIABLES.items() if f"${key}" in example.query} | example.variables
    if "token" in used:
        used["token"] = ToolPage.objects.get(slug="housing-letter").create_page_preview().token
    if "token" in used and "reviews.md" in example.name:
        draft = ToolPage.objects.get(slug="housing-letter")
        used["token"] = link_to_review_of(draft, draft)
    of_a_member = (
        "myTasks", "myAccount", "myData", "myRegistrations", "myConnections", "myUseReports",
        "myModerationDecisions", "myContributions",
    )  # fmt: skip
    if "auth.md" in example.name or any(one in example.query for one in of_a_member):
        amira = get_user_model().objects.create_user("amira", password="x")
        _, key = MemberToken.new(amira, "Phone", timezone.now() + timedelta(days=1))
        demo = asking(authorization=f"Bearer {key}")
    answer = demo.raw(example.query, **used)
    if example.answer is None:
        assert "errors" not in answer, answer["errors"]
    else:
        kept = {key: value for key, value in answer.items() if key != "extensions" or key in example.answer}
        assert list(differences(example.answer, kept)) == []


@pytest.mark.parametrize("query", [one.query for one in EXAMPLES] + [str(one["query"]) for one in SAVED])
def test_no_example_shows_when_an_event_is_and_not_whether(query: str) -> None:
    """Who copies it shows no cancelled event as one that happens."""
    selected = re.findall(r"^\s*start\b|[{\s]start(?=[\s}])", query, re.MULTILINE)
    assert not selected or re.search(r"\bstatus\b", query)


def test_no_query_and_no_answer_is_overlooked() -> None:
    for path in sorted(PAGES.glob("*.md")):
        text, found = (
            path.read_text(encoding="utf-8"),
            [one for one in EXAMPLES if one.name.split()[0].endswith(path.name)],
        )
        assert text.count("```graphql") == len(found), path.name
        if path.name != "errors.md":  # whose answer is to another query than the one above it
            assert text.count("```json\n") == len([one for one in found if one.answer]), path.name
    assert len(EXAMPLES) >= 30


def test_a_shown_answer_that_is_not_real_is_seen() -> None:
    real = {"data": {"title": "Asking about money", "topics": ["a", "b"], "minutes": 3, "none": None}}
    shown = [
        {"data": {"title": "…", "topics": ["a", "…"], "minutes": "…", "none": None}},
        {"data": {"title": "Asking …money", "topics": ["a", "b", "…"], "minutes": 3, "none": "…"}},
        {"data": "…"},
    ]
    assert [list(differences(one, real)) for one in shown] == [[], [], []]
    wrong = {"data": {"title": "Asking … bread", "topics": ["a"], "minutes": 3.0, "none": False}}
    assert [line.split(":")[0] for line in differences(wrong, real)] == [
        "data.title",
        "data.topics",
        "data.minutes",
        "data.none",
    ]
    assert list(differences({"data": {"title": "…"}}, real))


def asked(demo: GraphQL, name: str, **variables: Any) -> dict[str, Any]:
    """The data of one of GraphiQL's examples, with its own variables but for those given."""
    saved = next(one for one in SAVED if one["name"] == name)
    return demo(saved["query"], **{**json.loads(saved["variables"] or "{}"), **variables})


@pytest.mark.parametrize("name", [one["name"] for one in SAVED])
def test_each_example_of_graphiql_finds_something(name: str, demo: GraphQL) -> None:
    found = asked(demo, name)
    if name == "What changed":
        assert found["contentChanges"]["pageInfo"]["endCursor"]
        return
    if name == "By id":
        ids = [found["page"]["id"], found["page"]["topics"][0]["id"]]
        assert [one["id"] for one in asked(demo, name, ids=ids)["nodes"]] == ids
        return
    for field, value in found.items():
        assert value, field
        lists = [one for one in (value.values() if isinstance(value, dict) else [value]) if isinstance(one, list)]
        assert all(lists), f"{field} has an empty list"


def test_the_examples_of_graphiql_show_what_they_say(demo: GraphQL) -> None:
    page = asked(demo, "One page with its blocks")["page"]
    assert all(len(block) > 1 for block in page["body"]), "each block of this page has fields in the example"
    search = asked(demo, "Search")["search"]
    assert search["searchedInsteadFor"] == "safeguarding kids"
    assert search["edges"]
    assert all(facet["buckets"] for facet in search["facets"])
    cover = asked(demo, "Images")["page"]["coverImage"]
    assert cover["focalPoint"]
    assert ".avif 800w" in cover["avif"]
    assert ".webp 480w" in cover["srcSet"]
    starts = [event["start"] for event in asked(demo, "Coming events")["events"]["nodes"]]
    assert len(starts) == 5
    routes = asked(demo, "Routing")
    assert [routes[one]["status"] for one in ("page", "moved", "nothing")] == ["FOUND", "REDIRECT", "NOT_FOUND"]
    assert routes["moved"]["redirect"] == {"url": "http://localhost:8000/tools/housing-letter/", "isPermanent": True}
    assert [one["questionnaire"]["itemCount"] > 5 for one in asked(demo, "Questionnaire")["tools"]["nodes"]] == [
        True,
        True,
    ]


def test_the_example_of_paging_pages(demo: GraphQL) -> None:
    titles: list[str] = []
    after = None
    while True:
        tools = asked(demo, "Next page", after=after)["tools"]
        titles += [one["title"] for one in tools["nodes"]]
        after = tools["pageInfo"]["endCursor"]
        if not tools["pageInfo"]["hasNextPage"]:
            break
    assert len(titles) == len(set(titles)) == tools["totalCount"]


def test_the_example_of_changes_tells_a_change(demo: GraphQL) -> None:
    process_all_changes()
    since = asked(demo, "What changed")["contentChanges"]["pageInfo"]["endCursor"]
    page = ToolPage.objects.get(slug="housing-letter")
    page.title = "A letter about a home"
    page.save_revision().publish()
    process_all_changes()
    changes = asked(demo, "What changed", after=since)["contentChanges"]["nodes"]
    assert [(one["kind"], one["path"]) for one in changes] == [("UPDATED", "/tools/housing-letter/")]


def test_the_examples_of_graphiql_say_what_they_are_for() -> None:
    assert len({one["name"] for one in SAVED}) == len(SAVED)
    for one in SAVED:
        assert one["query"].startswith("# "), one["name"]
        assert set(one) == {"name", "query", "variables"}
        comments = [line for line in one["query"].split("\n") if line.startswith("#")]
        assert max(map(len, comments)) <= WIDEST, "longer ones are cut off on a small laptop"
