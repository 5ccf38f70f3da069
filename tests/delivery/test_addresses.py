"""Addresses follow from the settings and Wagtail's sites, whatever a request says of hosts, ports and schemes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from content_types.core.models import LibrarySettings, NavigationItem
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.prefix import site_below
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

SERVER = "https://library.example.org"
FRONTEND = "https://www.example.org/read"
# How one request reaches the server: through a proxy, by another name, on another port, with headers that lie.
REQUESTS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "by the name of a container": {"HTTP_HOST": "web:8000"},
    "on another port": {"HTTP_HOST": "testserver:8123"},
    "over TLS that a proxy ends": {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "evil.example"},
    "by a host that nobody knows": {"HTTP_HOST": "evil.example"},
}
QUERY = """{
  events { nodes { url path icalUrl seo { canonicalUrl } breadcrumbs { url path }
    coverImage { rendition(size: CARD) { url } srcSet } body { ... on DocumentBlock { document { url } }
    ... on RichTextBlock { text { html } } } } }
  sitemap(first: 100) { nodes { url path } }
  site { navigation { url path } }
  redirects { nodes { oldPath url path } }
  route(path: "/old") { status redirect { url path } }
}"""


@pytest.fixture(params=["", "/cms"])
def prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    with site_below(request.param) if request.param else nullcontext():
        yield request.param


@pytest.fixture
def shown(tree: Tree, settings: Any, prefix: str) -> Any:
    """An event with a picture and a file, a link in the menu and a redirect; the frontend is elsewhere."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL, settings.FRONTEND_URL = SERVER, FRONTEND
    document = get_document_model().objects.create(title="Slides", file="documents/slides.pdf")
    image = get_image_model().objects.create(title="x", file=get_test_image_file(size=(900, 600)))
    link = f'<p><a linktype="document" id="{document.pk}">x</a><embed embedtype="image" id="{image.pk}" alt="x"/></p>'
    body = [{"type": "rich_text", "value": link}, {"type": "document", "value": {"document": document.pk}}]
    page = EventPageFactory(parent=tree.events, slug="round", cover_image=image, cover_alt_text="x", body=body)
    NavigationItem.objects.create(settings=LibrarySettings.for_site(tree.site), title="There", page=page)
    NavigationItem.objects.create(settings=LibrarySettings.for_site(tree.site), title="Here", url=f"{FRONTEND}/about/")
    Redirect.objects.create(old_path=f"{prefix}/old", redirect_link="/events/round/", site=tree.site)
    return page


def asked(**environment: Any) -> Any:
    return GraphQL(Client(**environment))(QUERY)


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS.keys())
def test_pages_are_at_the_frontend_and_files_at_the_server(shown: Any, prefix: str, request_: dict[str, Any]) -> None:
    found = asked(**request_)
    (event,) = found["events"]["nodes"]
    there, here = f"{FRONTEND}/events/round/", f"{SERVER}{prefix}"
    assert (event["url"], event["seo"]["canonicalUrl"], event["path"]) == (there, there, "/events/round/")
    assert event["icalUrl"] == f"{here}/events/round/event.ics"
    assert [one["url"] for one in event["breadcrumbs"]] == [f"{FRONTEND}/", f"{FRONTEND}/events/", there]
    files = [
        event["coverImage"]["rendition"]["url"],
        *re.findall(r"https?:\S+", event["coverImage"]["srcSet"]),
        event["body"][1]["document"]["url"],
        *re.findall(r'(?:href|src)="([^"]+)"', event["body"][0]["text"]["html"]),
    ]
    assert len(files) >= 5
    assert all(one.startswith((f"{here}/images/", f"{here}/documents/")) for one in files), files
    assert {f"{FRONTEND}{one['path']}" for one in found["sitemap"]["nodes"]} == {
        one["url"] for one in found["sitemap"]["nodes"]
    }
    assert found["site"]["navigation"] == [
        {"url": there, "path": "/events/round/"},
        {"url": f"{FRONTEND}/about/", "path": "/about/"},
    ]
    led = {"url": there, "path": "/events/round/"}
    assert found["redirects"]["nodes"] == [{"oldPath": "/old", **led}]
    assert found["route"] == {"status": "REDIRECT", "redirect": led}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS.keys())
def test_a_calendar_is_the_same_whoever_asks_where(shown: Any, prefix: str, request_: dict[str, Any]) -> None:
    text = Client(**request_).get("/events.ics").content.decode().replace("\r\n ", "")
    assert f"URL:{FRONTEND}/events/round/\r\n" in text
    assert "evil.example" not in text


def test_the_path_that_a_page_gives_finds_it_below_a_prefix(shown: Any) -> None:
    found = GraphQL(Client())(
        '{ page(by: { path: "/events/round/" }) { path } route(path: "/events/round/") { status } }'
    )
    assert found == {"page": {"path": "/events/round/"}, "route": {"status": "FOUND"}}


def test_without_a_frontend_addresses_are_the_servers(shown: Any, prefix: str, settings: Any) -> None:
    settings.FRONTEND_URL = ""
    (event,) = asked(HTTP_HOST="evil.example")["events"]["nodes"]
    assert event["url"] == event["seo"]["canonicalUrl"] == f"{SERVER}{prefix}/events/round/"


def test_another_site_is_where_wagtail_says(tree: Tree, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL, settings.FRONTEND_URL = SERVER, FRONTEND
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp")
    Site.objects.create(hostname="knowledge.example", port=443, root_page=tree.knowledge)
    query = "{ articles { nodes { url path } } }"
    inside = GraphQL(Client(HTTP_HOST="knowledge.example", SERVER_PORT="443"))(query)["articles"]["nodes"]
    assert inside == [{"url": "https://knowledge.example/damp/", "path": "/damp/"}]
    outside = GraphQL(Client())(query)["articles"]["nodes"]
    assert outside == [{"url": f"{FRONTEND}/knowledge/damp/", "path": "/knowledge/damp/"}]


def test_picture_addresses_are_followed(shown: Any, prefix: str, settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    (event,) = asked()["events"]["nodes"]
    assert get_image_model().objects.count() == 1
    assert Client().get(event["coverImage"]["rendition"]["url"].removeprefix("http://testserver")).status_code == 200
