"""Where pages in another language are: below the language's code, at every way in."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page

from cms.editors.roles import VOLUNTEERS, set_up_roles
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.languages import in_welsh
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
PAGE = "query($path: String!) { route(path: $path) { status page { title path url locale } } }"


@pytest.fixture
def damp(welsh_tree: Tree) -> tuple[Any, Any]:
    english = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, title="Damp", slug="damp")
    return english, in_welsh(english, "Lleithder", "lleithder", summary="Beth ydyw a pham y mae'n bwysig.")


def test_a_page_has_the_code_of_its_language_before_its_path(graphql: GraphQL, damp: tuple[Any, Any]) -> None:
    assert graphql(PAGE, path="/cy/gwybodaeth/lleithder/")["route"] == {
        "status": "FOUND",
        "page": {
            "title": "Lleithder",
            "path": "/cy/gwybodaeth/lleithder/",
            "url": "http://testserver/cy/gwybodaeth/lleithder/",
            "locale": "cy",
        },
    }
    assert graphql(PAGE, path="/knowledge/damp")["route"]["page"]["path"] == "/knowledge/damp/"


def test_the_home_page_of_each_language(graphql: GraphQL, welsh_tree: Tree) -> None:
    assert graphql(PAGE, path="cy")["route"]["page"] == {
        "title": "Hafan", "path": "/cy/", "url": "http://testserver/cy/", "locale": "cy",
    }  # fmt: skip
    assert graphql(PAGE, path="/")["route"]["page"]["path"] == "/"


@pytest.mark.parametrize(
    "path", ["/cy/knowledge/damp/", "/gwybodaeth/lleithder/", "/hafan/gwybodaeth/lleithder/", "/cyw/"]
)
def test_a_page_is_at_no_other_path(graphql: GraphQL, damp: tuple[Any, Any], path: str) -> None:
    assert graphql(PAGE, path=path)["route"]["status"] == "NOT_FOUND"


def test_wagtail_has_it_there_too(damp: tuple[Any, Any]) -> None:
    assert damp[1].get_url() == "/cy/gwybodaeth/lleithder/"


def test_the_language_of_a_browser_changes_no_address(client: Client, damp: tuple[Any, Any]) -> None:
    response = client.get("/knowledge/damp.md", headers={"accept-language": "cy"})
    assert response.content == client.get("/knowledge/damp.md").content
    assert response.status_code == 200
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_the_site_map_has_the_pages_of_every_language(graphql: GraphQL, damp: tuple[Any, Any]) -> None:
    entries = graphql("{ sitemap(first: 100) { nodes { path locale } } }")["sitemap"]["nodes"]
    assert {"path": "/cy/gwybodaeth/lleithder/", "locale": "cy"} in entries
    assert {"path": "/knowledge/damp/", "locale": "en-gb"} in entries


def test_alternates_are_ready_for_hreflang(graphql: GraphQL, damp: tuple[Any, Any]) -> None:
    query = '{ page(by: {path: "/knowledge/damp/"}) { alternates { locale url } } }'
    assert graphql(query)["page"]["alternates"] == [
        {"locale": "cy", "url": "http://testserver/cy/gwybodaeth/lleithder/"}
    ]


def test_a_language_that_is_switched_off_has_no_addresses(
    settings: Any, graphql: GraphQL, damp: tuple[Any, Any]
) -> None:
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = [("en-gb", "English")]
    assert graphql(PAGE, path="/cy/gwybodaeth/lleithder/")["route"]["status"] == "NOT_FOUND"


def test_the_pages_that_a_language_needs_are_made_once(two_languages: Any, tree: Tree, graphql: GraphQL) -> None:
    call_command("set_up_languages", stdout=StringIO())
    before = Page.objects.count()
    call_command("set_up_languages", stdout=StringIO())
    assert Page.objects.count() == before
    assert graphql(PAGE, path="/cy/knowledge/")["route"]["page"]["path"] == "/cy/knowledge/"
    # They show the originals, and are no translations.
    query = '{ page(by: {path: "/knowledge/"}) { alternates { locale } translations { locale state } } }'
    assert graphql(query)["page"] == {
        "alternates": [],
        "translations": [{"locale": "en-gb", "state": "ORIGINAL"}, {"locale": "cy", "state": "MISSING"}],
    }


def test_volunteers_may_work_below_the_home_page_of_each_language(two_languages: Any, tree: Tree) -> None:
    call_command("set_up_languages", stdout=StringIO())
    set_up_roles()
    welsh_home = tree.home.get_translation(two_languages)
    user = get_user_model().objects.create_user("vera", "vera@example.org", "x")
    user.groups.add(Group.objects.get(name=VOLUNTEERS))
    assert user.has_perm("wagtail_localize.submit_translation")
    assert welsh_home.permissions_for_user(user).can_add_subpage()
    assert not welsh_home.permissions_for_user(user).can_publish_subpage()
