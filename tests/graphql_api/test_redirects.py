"""Redirects: which one an address meets, over GraphQL and at this server alike, and those that nobody meets."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, TestCase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from content_types.core.redirects import circles, spellings
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

LIST = "{ redirects(first: 100) { totalCount nodes { oldPath path } } }"


def listed(graphql: GraphQL) -> dict[str, str]:
    found = graphql(LIST)["redirects"]
    assert found["totalCount"] == len(found["nodes"])
    return {one["oldPath"]: one["path"] for one in found["nodes"]}


def rename(page: Page, slug: str) -> None:
    page = page.specific_class.objects.get(pk=page.pk)
    page.slug = slug
    with TestCase.captureOnCommitCallbacks(execute=True):  # Wagtail writes its redirects after the commit
        page.save_revision().publish()


def meets(graphql: GraphQL, client: Client, path: str) -> str | None:
    """Where both faces say that a path leads; None where neither knows a redirect."""
    route: Any = graphql("query($p: String!) { route(path: $p) { status redirect { url } } }", p=path)["route"]
    plain, mark, query = path.partition("?")
    response = client.get(f"{plain.rstrip('/')}/{mark}{query}")  # Django adds the slash by a redirect of its own
    assert (response.status_code == 301) is (route["status"] == "REDIRECT"), (path, response.status_code, route)
    if route["redirect"] is None:
        return None
    there = response["Location"]
    assert route["redirect"]["url"] in (there, f"http://testserver{there}")
    return str(route["redirect"]["url"])


def test_a_name_that_is_taken_back_leaves_one_redirect(tree: Tree, graphql: GraphQL) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="first")
    for slug in ("second", "first"):
        rename(page, slug)
    assert listed(graphql) == {"/knowledge/second": "/knowledge/first/"}
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/knowledge/second"]


def test_a_page_that_is_moved_back_and_what_is_below_it(tree: Tree, graphql: GraphQL) -> None:
    from content_types.core.factories import StandardPageFactory

    about, other = (StandardPageFactory(parent=tree.home, slug=slug) for slug in ("about", "other"))
    team = StandardPageFactory(parent=about, slug="team")
    StandardPageFactory(parent=team, slug="people")
    for parent in (other, about):
        Page.objects.get(pk=team.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")
    assert listed(graphql) == {"/other/team": "/about/team/", "/other/team/people": "/about/team/people/"}
    assert Redirect.objects.count() == 2


def test_a_redirect_at_the_address_of_a_page_is_not_listed(tree: Tree, graphql: GraphQL, client: Client) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp")
    Redirect.objects.create(old_path="/knowledge/damp", redirect_link="https://example.org/")
    assert listed(graphql) == {}
    page.unpublish()
    assert list(listed(graphql)) == ["/knowledge/damp"]


@pytest.mark.parametrize(
    "links",
    [
        {"/a": "/a"},
        {"/a": "/a/"},
        {"/a": "http://testserver/a"},
        {"/a": "/a?x=1"},
        {"/a": "/b", "/b": "/a/"},
        {"/a": "/b", "/b": "/c", "/c": "http://testserver/a"},
        {"/a b": "/a%20b"},
        {"/in": "/a", "/a": "/b", "/b": "/a"},
    ],
)
def test_what_leads_back_to_itself_is_no_redirect(
    tree: Tree, graphql: GraphQL, client: Client, links: dict[str, str]
) -> None:
    for old, link in {**links, "/good": "/knowledge/"}.items():
        Redirect.objects.create(old_path=old, redirect_link=link)
    assert list(listed(graphql)) == ["/good"]
    assert [meets(graphql, client, old) for old in links] == [None] * len(links)
    assert meets(graphql, client, "/good") == "http://testserver/knowledge/"


def test_a_circle_that_a_page_opens_is_none(tree: Tree, graphql: GraphQL, client: Client) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp")
    Redirect.objects.create(old_path="/a", redirect_link="/knowledge/damp/")
    Redirect.objects.create(old_path="/knowledge/damp", redirect_link="/a")
    assert meets(graphql, client, "/a") == "http://testserver/knowledge/damp/"
    assert listed(graphql) == {"/a": "/knowledge/damp/"}


def test_circles_are_found_whatever_their_length() -> None:
    row = [(number, f"/{number}", f"/{(number + 1) % 50}") for number in range(50)]
    assert circles(row) == set(range(50))
    assert circles([*row[:-1], (49, "/49", "/out")]) == set()
    assert circles([(1, "/a", "/b?x=1"), (2, "/b", "/a")]) == {1, 2}


STORED = [
    "/old page",
    "/old%20page",
    "/café",
    "/caf%C3%A9",
    "/cafe\u0301",
    "/it's (new)",
    "/it%27s%20%28new%29",
    "/a;b",
    "/x,y",
]


@pytest.mark.parametrize("stored", STORED)
def test_encoded_and_plain_addresses_are_the_same(tree: Tree, graphql: GraphQL, client: Client, stored: str) -> None:
    Redirect.objects.create(old_path=stored, redirect_link="https://example.org/new")
    for asked in (stored, *spellings(stored)):
        assert meets(graphql, client, asked) == "https://example.org/new", asked


@pytest.mark.parametrize("typed", ["/old page", "/old%20page/", "/café", "/caf%c3%a9/"])
def test_what_an_editor_types_is_met(tree: Tree, graphql: GraphQL, client: Client, typed: str) -> None:
    redirect = Redirect(old_path=typed, redirect_link="https://example.org/new")
    redirect.full_clean()
    redirect.save()
    for asked in spellings(typed):
        assert meets(graphql, client, asked) == "https://example.org/new", asked


def test_capitals_and_encoded_marks_are_other_addresses(tree: Tree, graphql: GraphQL, client: Client) -> None:
    Redirect.objects.create(old_path="/Old", redirect_link="https://example.org/capital")
    Redirect.objects.create(old_path="/a/b", redirect_link="https://example.org/deep")
    assert meets(graphql, client, "/Old/") == "https://example.org/capital"
    assert meets(graphql, client, "/old") is None
    Redirect.objects.create(old_path="/why", redirect_link="https://example.org/why")
    assert meets(graphql, client, "/why%3Fx") is None


def test_the_redirect_of_this_site_comes_first(tree: Tree, graphql: GraphQL, client: Client) -> None:
    Redirect.objects.create(old_path="/old", redirect_link="https://example.org/any")
    Redirect.objects.create(old_path="/old", redirect_link="https://example.org/ours", site_id=tree.site.pk)
    assert meets(graphql, client, "/old") == "https://example.org/ours"
