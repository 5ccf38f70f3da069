"""Where pages would be: the root has a note, every other address is the site's, and neither tells what is there."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from cms.editors.demo import DEMO_LOGINS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.languages import in_welsh
from tests.support.prefix import site_below
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
SITE = "https://www.example.org/read"


def links(client: Client, path: str = "/") -> list[str]:
    return [one["href"] for one in BeautifulSoup(client.get(path).content, "html.parser").select("main a")]


def test_the_root_says_where_everything_is(client: Client, tree: Tree, settings: Any) -> None:
    entry_points = ["/admin/", "/graphql/", "/graphql/schema.graphql", "/feeds/library.atom", "/events.ics"]
    assert client.get("/").status_code == 200
    assert links(client) == entry_points
    assert "No site is set up" in client.get("/").content.decode()
    settings.FRONTEND_URL = SITE
    assert links(client) == [f"{SITE}/", *entry_points]
    for path in entry_points[1:]:
        assert client.get(path, headers={"accept": "*/*"}).status_code in {200, 400}, path


def test_the_root_is_not_indexed_and_says_nothing_of_the_library(client: Client, tree: Tree) -> None:
    tree.home.introduction = "<p>Who we are.</p>"
    tree.home.save()
    text = client.get("/").content.decode()
    assert "Who we are." not in text
    assert '<meta name="robots" content="noindex">' in text


def test_the_root_gives_the_logins_only_in_the_demo(client: Client, tree: Tree, settings: Any) -> None:
    def named() -> list[str]:
        page = BeautifulSoup(client.get("/").content, "html.parser")
        return [row.code.text for row in page.select(".login-table tbody tr")]

    assert named() == []
    settings.DEMO = True
    assert named() == [one.username for one in DEMO_LOGINS]


@pytest.mark.parametrize(
    "path", ["/knowledge/damp/", "/knowledge/damp/?page=2&q=a%20b", "/no/such/page/", "/cy/gwybodaeth/", "/caf%C3%A9/"]
)
def test_every_other_address_is_the_sites(client: Client, tree: Tree, settings: Any, path: str) -> None:
    settings.FRONTEND_URL = SITE
    answer = client.get(path)
    assert (answer.status_code, answer["Location"], answer.content) == (302, f"{SITE}{path}", b"")
    assert client.post(path).status_code == 405


def test_an_address_below_a_prefix_is_without_it_at_the_site(client: Client, tree: Tree, settings: Any) -> None:
    settings.FRONTEND_URL = SITE
    with site_below("/cms"):
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp")
        assert page.get_url() == "/cms/knowledge/damp/"
        assert client.get(page.get_url())["Location"] == f"{SITE}/knowledge/damp/"


def test_view_live_in_the_admin_leads_to_the_site(
    admin_client: Client, client: Client, welsh_tree: Tree, settings: Any
) -> None:
    settings.FRONTEND_URL = SITE
    page = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, title="Damp", slug="damp")
    welsh = in_welsh(page, "Lleithder", "lleithder", summary="Beth ydyw.")
    for one, path in ((page, "/knowledge/damp/"), (welsh, "/cy/gwybodaeth/lleithder/")):
        form = BeautifulSoup(admin_client.get(f"/admin/pages/{one.pk}/edit/").content, "html.parser")
        (live,) = {link["href"] for link in form.select("a[target=_blank]") if link["href"].endswith(path)}
        assert client.get(live)["Location"] == f"{SITE}{path}"


def test_without_a_site_an_address_has_the_note_and_is_not_found(client: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp")
    for path in (page.get_url(), "/knowledge/", "/no/such/page/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.content == client.get("/").content, "and so tells nothing of what is there"


def test_a_site_at_this_very_server_is_none(client: Client, tree: Tree, settings: Any) -> None:
    """Nobody is sent round in a circle."""
    settings.FRONTEND_URL = settings.SITE_URL
    assert client.get("/knowledge/").status_code == 404
    assert "No site is set up" in client.get("/").content.decode()


def test_another_site_of_wagtails_is_at_its_own_host(tree: Tree, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.FRONTEND_URL = SITE
    Site.objects.create(hostname="knowledge.example", port=443, root_page=tree.knowledge)
    other = Client(HTTP_HOST="knowledge.example", SERVER_PORT="443")
    assert other.get("/damp/").status_code == 404, "its frontend has that host, so who asks here was sent wrongly"
    assert Client().get("/damp/")["Location"] == f"{SITE}/damp/"


def test_signing_in_is_the_admins(client: Client) -> None:
    assert client.get("/_util/login/?next=/documents/1/")["Location"] == "/admin/login/?next=/documents/1/"


def test_what_is_no_address_of_a_page_gets_the_house_page(client: Client, tree: Tree, settings: Any) -> None:
    settings.FRONTEND_URL = SITE
    answer = client.get("/wp-login.php")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_nothing_of_a_page_is_looked_up(client: Client, tree: Tree, settings: Any) -> None:
    """What is asked is the snapshot of the request, to know which site it is for: the same whatever is there."""
    settings.FRONTEND_URL = SITE
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp-and-mouldy")

    def statements(path: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 302
        return [one["sql"] for one in captured.captured_queries]

    client.get("/")
    of_a_page, of_nothing = statements(page.get_url()), statements("/no/such/page/")
    assert len(of_a_page) == len(of_nothing) <= 2
    assert not [sql for sql in of_a_page if page.slug in sql or page._meta.db_table in sql]
