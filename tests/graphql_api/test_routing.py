"""A router's one question, the site map, and where a page stands."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.tools.factories import ToolPageFactory
from graphql_api.schema import pages
from tests.support.graphql import GraphQL
from tests.support.languages import in_welsh
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

ROUTE = "query($path: String!) { route(path: $path) { status page { title } redirect { url isPermanent } } }"


def at(graphql: GraphQL, path: str) -> Any:
    return graphql(ROUTE, path=path)["route"]


@pytest.mark.parametrize(
    "path",
    [
        "/knowledge/damp/",
        "knowledge/damp",
        "/knowledge/damp",
        " /knowledge/damp/ ",
        "/knowledge/damp/?utm_source=post",
        "/knowledge/damp?x=/y",
    ],
)
def test_a_page(tree: Tree, graphql: GraphQL, path: str) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Damp", slug="damp")
    assert at(graphql, path) == {"status": "FOUND", "page": {"title": "Damp"}, "redirect": None}


def test_the_root(tree: Tree, graphql: GraphQL) -> None:
    for path in ("/", "", "/?", "?x=1"):
        assert at(graphql, path)["page"] == {"title": tree.home.title}


def test_a_redirect(tree: Tree, graphql: GraphQL) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp")
    Redirect.objects.create(old_path="/mould", redirect_page=page, is_permanent=False)
    Redirect.objects.create(old_path="/leaflet", redirect_link="https://example.org/leaflet")
    moved = {"url": "http://testserver/knowledge/damp/", "isPermanent": False}
    assert at(graphql, "/mould/") == {"status": "REDIRECT", "page": None, "redirect": moved}
    assert at(graphql, "leaflet")["redirect"] == {"url": "https://example.org/leaflet", "isPermanent": True}


def test_a_redirect_may_have_a_query(tree: Tree, graphql: GraphQL) -> None:
    for old, new in (("/old?b=2&a=1", "with"), ("/old", "without")):
        Redirect.objects.create(old_path=Redirect.normalise_path(old), redirect_link=f"https://example.org/{new}")
    for path, new in (("/old?a=1&b=2", "with"), ("/old/?c=3", "without"), ("/old", "without")):
        assert at(graphql, path)["redirect"]["url"] == f"https://example.org/{new}"


@pytest.mark.parametrize(
    "path", ["/nothing/", "/a/" * 2000, "/\x07", "//", "/../", "/Ünïcode/", "/nothing?x=1", "/knowledge/?/damp"]
)
def test_nothing(tree: Tree, graphql: GraphQL, path: str) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp")
    found = at(graphql, path)
    assert found["redirect"] is None
    assert found["status"] == ("FOUND" if path in {"//", "/knowledge/?/damp"} else "NOT_FOUND")


def test_a_site_map_has_every_page_of_this_site_once(tree: Tree, graphql: GraphQL) -> None:
    for number in range(5):
        KnowledgeArticlePageFactory(parent=tree.knowledge, slug=f"article-{number}")
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="draft", live=False)
    Page.get_first_root_node().add_child(instance=Page(title="Outside", slug="outside"))
    urls: list[str] = []
    after = None
    while True:
        page = graphql(
            "query($after: String) { sitemap(first: 3, after: $after) { totalCount nodes { url locale } "
            "pageInfo { hasNextPage endCursor } } }",
            after=after,
        )["sitemap"]
        urls += [one["url"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(urls) == len(set(urls)) == page["totalCount"]
    assert [url for url in urls if "/knowledge/" in url] == [
        "http://testserver/knowledge/",
        *(f"http://testserver/knowledge/article-{number}/" for number in range(5)),
    ]
    assert not any("outside" in url or "draft" in url for url in urls)


@pytest.mark.parametrize("numbered", [0, 3, 1000])
def test_children_of_pages_that_have_many_and_few(
    tree: Tree, graphql: GraphQL, monkeypatch: pytest.MonkeyPatch, numbered: int
) -> None:
    monkeypatch.setattr(pages, "MAX_NUMBERED", numbered)
    for number in range(6):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"A{number}", slug=f"a{number}", live=number != 1)
    for number in range(2):
        ToolPageFactory(parent=tree.tools, title=f"T{number}", slug=f"t{number}")
    query = "{ page(by: {path: %s}) { children { title children(first: 3) { title } } } }"
    with CaptureQueriesContext(connection) as captured:
        found = graphql(query % '"/"')["page"]["children"]
    below = {one["title"]: [child["title"] for child in one["children"]] for one in found}
    assert below == {
        "Knowledge": ["A0", "A2", "A3"], "Tools": ["T0", "T1"], "Wellbeing": [], "Events": [], "Initiatives": [],
    }  # fmt: skip
    assert sum("RANGE" in one["sql"] or "BETWEEN" in one["sql"] for one in captured) == 2, "one a level"
    one = graphql('{ page(by: {path: "/knowledge/"}) { children(first: 2) { title siblings(first: 4) { title } } } }')
    first, second = one["page"]["children"]
    assert [first["title"], second["title"]] == ["A0", "A2"]
    assert [sibling["title"] for sibling in first["siblings"]] == ["A2", "A3", "A4", "A5"]
    assert [sibling["title"] for sibling in second["siblings"]] == ["A0", "A3", "A4", "A5"]


def test_steps_lead_from_the_home_page_to_the_page(tree: Tree, graphql: GraphQL) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    found = graphql("query($id: ID!) { page(by: {id: $id}) { breadcrumbs { title path } } }", id=page_id(page.pk))[
        "page"
    ]
    assert [step["path"] for step in found["breadcrumbs"]] == ["/", "/knowledge/", f"/knowledge/{page.slug}/"]


def test_siblings_are_the_others_below_the_same_page(tree: Tree, graphql: GraphQL) -> None:
    first, second, third = (KnowledgeArticlePageFactory(parent=tree.knowledge, title=title) for title in "ABC")
    found = graphql(
        "query($id: ID!) { page(by: {id: $id}) { siblings { title } one: siblings(first: 1) { title } } }",
        id=page_id(second.pk),
    )["page"]
    assert found["siblings"] == [{"title": first.title}, {"title": third.title}]
    assert found["one"] == [{"title": first.title}]


def test_other_languages(welsh_tree: Tree, graphql: GraphQL) -> None:
    page = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, slug="damp")
    in_welsh(page, "Lleithder", "lleithder")
    KnowledgeArticlePageFactory(parent=welsh_tree.knowledge)
    query = "query($locale: Locale) { articles(locale: $locale) { nodes { path alternates { locale url } } } }"
    by_path = {
        one["path"]: one["alternates"]
        for locale in ("cy", "en-gb")
        for one in graphql(query, locale=locale)["articles"]["nodes"]
    }
    welsh = "http://testserver/cy/gwybodaeth/lleithder/"
    assert by_path["/knowledge/damp/"] == [{"locale": "cy", "url": welsh}]
    assert by_path["/cy/gwybodaeth/lleithder/"] == [{"locale": "en-gb", "url": "http://testserver/knowledge/damp/"}]
    assert sorted(map(len, by_path.values())) == [0, 1, 1]


def test_what_link_previews_are_told(tree: Tree, graphql: GraphQL) -> None:
    image = get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(1600, 900)))
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, slug="damp", title="Damp", summary="Mould.", cover_image=image, cover_alt_text="A wall"
    )
    query = """query($id: ID!) { page(by: {id: $id}) {
      seo { title description canonicalUrl image { width height format alt } } } }"""
    assert graphql(query, id=page_id(page.pk))["page"]["seo"] == {
        "title": "Damp",
        "description": "Mould.",
        "canonicalUrl": "http://testserver/knowledge/damp/",
        "image": {"width": 1200, "height": 630, "format": "JPEG", "alt": "A wall"},
    }
    page.seo_title, page.search_description = "Damp homes", "What to do."
    page.save_revision().publish()
    seo = graphql(query, id=page_id(page.pk))["page"]["seo"]
    assert (seo["title"], seo["description"]) == ("Damp homes", "What to do.")
    assert graphql(query, id=page_id(tree.home.pk))["page"]["seo"]["image"] is None
