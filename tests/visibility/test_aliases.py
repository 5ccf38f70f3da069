"""A page that is made private is private at all of its addresses; the dialog says which, and which copies are not."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from changes.models import PublicPage
from changes.processing import process_changes
from content_types.core.factories import StandardPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

AT = "query($p: String!) { page(by: {path: $p}) { title } }"
UNLOCK = """mutation($p: String!, $w: String!) { unlockPage(input: {page: {path: $p}, password: $w}) { token } }"""


def restrict(page: Page, kind: str = "password") -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open sesame")


def with_alias(tree: Tree) -> tuple[Page, Page]:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="first", title="Inside", summary="Words inside.")
    return page, page.create_alias(parent=tree.knowledge, update_slug="second")


def test_the_password_of_the_source_opens_the_alias(tree: Tree, graphql: Any, client: Client) -> None:
    page, _ = with_alias(tree)
    assert graphql(AT, p="/knowledge/second/")["page"] == {"title": "Inside"}
    restrict(page)
    assert graphql(AT, p="/knowledge/second/")["page"] is None
    token = graphql(UNLOCK, p="/knowledge/second/", w="open sesame")["unlockPage"]["token"]
    body = {"query": AT, "variables": {"p": "/knowledge/second/"}}
    answer = client.post("/graphql/", body, content_type="application/json", headers={"x-page-access": token})
    assert answer.json()["data"]["page"] == {"title": "Inside"}


def test_an_alias_of_a_page_below_a_private_one_asks_as_its_source_does(
    tree: Tree, client: Client, graphql: Any
) -> None:
    top = StandardPageFactory(parent=tree.home, slug="top")
    page = StandardPageFactory(parent=top, slug="page", title="Inside")
    page.create_alias(parent=tree.home, update_slug="elsewhere")

    def seen() -> tuple[int, Any]:
        return client.get("/elsewhere.md").status_code, graphql(AT, p="/elsewhere/")["page"]

    public = (200, {"title": "Inside"})
    assert seen() == public
    restriction = restrict(top)
    assert seen() == (404, None)
    restriction.delete()
    assert seen() == public


def test_who_follows_the_changes_is_told_of_the_aliases(tree: Tree) -> None:
    page, alias = with_alias(tree)
    process_changes()
    keys = [page.pk, alias.pk]
    assert PublicPage.objects.filter(pk__in=keys).count() == 2
    restriction = restrict(page)
    process_changes()
    assert PublicPage.objects.filter(pk__in=keys).count() == 0
    restriction.delete()
    process_changes()
    assert PublicPage.objects.filter(pk__in=keys).count() == 2


def test_aliases_cost_no_statement(tree: Tree, graphql: Any) -> None:
    page, _ = with_alias(tree)
    restrict(page)
    counts = set()
    for number in range(3):
        page.create_alias(parent=tree.knowledge, update_slug=f"further-{number}")
        with CaptureQueriesContext(connection) as captured:
            assert graphql("{ articles { totalCount } }")["articles"]["totalCount"] == 0
        counts.add(len(captured))
    assert len(counts) == 1


def test_the_dialog_names_aliases_and_copies(tree: Tree) -> None:
    page, alias = with_alias(tree)
    copy = page.copy(update_attrs={"slug": "copied", "title": "Inside, again"})
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="other", title="Quite another")
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", "secret"))
    for asked, others in ((page, {"/knowledge/second/", "/knowledge/copied/"}), (copy, {"/knowledge/first/"})):
        html = client.get(reverse("wagtailadmin_pages:set_privacy", args=[asked.pk])).json()["html"]
        assert {address for address in ("/knowledge/first/", alias.url, copy.url) if address in html} == others
        assert "Quite another" not in html
        assert 'name="restriction_type"' in html


def test_the_dialog_of_a_collection_is_as_it_was(tree: Tree) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", "secret"))
    from wagtail.models import Collection

    collection = Collection.get_first_root_node().add_child(name="Inner")
    html = client.get(reverse("wagtailadmin_collections:set_privacy", args=[collection.pk])).json()["html"]
    assert 'name="restriction_type"' in html
