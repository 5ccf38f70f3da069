"""Atom, site map, robots.txt, llms.txt, pages as Markdown: what they say, at which addresses, how they are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction

from content_types.core.markdown.pages import markdown_of_page
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from content_types.tools.factories import ToolPageFactory
from delivery.context import ReadContext
from feeds import atom, site_map
from feeds.listing import listed_types
from tests.support.prefix import site_below
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FRONTEND, SERVER = "https://www.example.org/read", "https://library.example.org"
FEEDS = (
    "/feeds/library.atom",
    "/feeds/articles.atom",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/knowledge/damp.md",
)
FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def elsewhere(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL, settings.FRONTEND_URL = SERVER, FRONTEND


def entries(path: str) -> list[Any]:
    return ElementTree.fromstring(Client().get(path).content).findall(f"{ATOM}entry")


def titles(path: str) -> list[str]:
    return [str(one.findtext(f"{ATOM}title")) for one in entries(path)]


def locations(path: str = "/sitemap.xml") -> list[str]:
    return [str(one.text) for one in ElementTree.fromstring(Client().get(path).content).iter(f"{MAP}loc")]


@pytest.mark.usefixtures("elsewhere")
def test_an_entry_whole(tree: Tree) -> None:
    KnowledgeArticlePageFactory(
        parent=tree.knowledge, slug="damp", title="Damp & mould", summary="Why <it> matters.",
        topics=[TopicFactory(name="Housing"), TopicFactory(name="Hidden", live=False)],
        first_published_at=FIRST, last_published_at=FIRST + timedelta(hours=2),
    )  # fmt: skip
    page = Page.objects.get(slug="damp")
    (entry,) = entries("/feeds/articles.atom")
    said = {name: entry.findtext(f"{ATOM}{name}") for name in ("title", "id", "summary", "published", "updated")}
    assert said == {
        "title": "Damp & mould", "id": f"tag:testserver,2026-01-05:page-{page.pk}", "summary": "Why <it> matters.",
        "published": "2026-01-05T09:00:00+00:00", "updated": "2026-01-05T11:00:00+00:00",
    }  # fmt: skip
    assert entry.find(f"{ATOM}link").get("href") == f"{FRONTEND}/knowledge/damp/"
    assert [one.get("term") for one in entry.findall(f"{ATOM}category")] == ["Housing"]
    feed = ElementTree.fromstring(Client(HTTP_HOST="evil.example").get("/feeds/articles.atom").content)
    assert {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")} == {
        "alternate": f"{FRONTEND}/", "self": f"{SERVER}/feeds/articles.atom",
    }  # fmt: skip
    assert feed.findtext(f"{ATOM}updated") == said["updated"]


def test_which_feeds_there_are_and_what_is_in_each(tree: Tree, client: Client) -> None:
    housing = TopicFactory(slug="housing")
    below = TopicFactory(slug="damp", parent=housing)
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Old", first_published_at=FIRST, topics=[below])
    ToolPageFactory(parent=tree.tools, title="New", first_published_at=FIRST + timedelta(days=1))
    assert titles("/feeds/library.atom") == ["New", "Old"]
    assert (titles("/feeds/articles.atom"), titles("/feeds/tools.atom")) == (["Old"], ["New"])
    assert titles("/topics/housing/feed.atom") == ["Old"]
    assert set(listed_types()) == {"articles", "tools", "wellbeing-guidance", "events", "initiatives"}
    for path in ("/feeds/podcasts.atom", "/topics/nothing/feed.atom"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("status", "title"), [("cancelled", "Cancelled: Round"), ("postponed", "Postponed: Round")])
def test_what_does_not_take_place_says_so(tree: Tree, client: Client, status: str, title: str) -> None:
    EventPageFactory(parent=tree.events, slug="round", title="Round", status=status)
    assert titles("/feeds/events.atom") == titles("/feeds/library.atom") == [title]
    assert f": {title.partition(':')[0]}. " in client.get("/llms.txt").content.decode()
    assert title.partition(":")[0] in client.get("/events/round.md").content.decode()


@pytest.mark.usefixtures("elsewhere")
def test_the_site_map_holds_every_page_at_the_frontend(tree: Tree) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="café")
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="draft", live=False)
    found = locations()
    assert f"{FRONTEND}/" in found
    assert f"{FRONTEND}/knowledge/caf%C3%A9/" in found
    assert len(found) == Page.objects.live().filter(depth__gt=1).count()


def test_the_site_map_names_translations(tree: Tree, client: Client) -> None:
    page, other = (KnowledgeArticlePageFactory(parent=tree.knowledge, slug=slug) for slug in ("damp", "lleithder"))
    welsh, _ = Locale.objects.get_or_create(language_code="cy")
    Page.objects.filter(pk=other.pk).update(locale=welsh, translation_key=page.translation_key)
    text = client.get("/sitemap.xml").content.decode()
    assert text.count('hreflang="cy" href="http://testserver/knowledge/lleithder/"') == 2
    assert text.count('hreflang="en-gb" href="http://testserver/knowledge/damp/"') == 2


@pytest.mark.usefixtures("elsewhere")
def test_a_long_site_map_is_several_files(tree: Tree, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = locations()
    monkeypatch.setattr(site_map, "IN_ONE_FILE", 4)
    files = locations()
    assert files == [f"{SERVER}/sitemap-{one}.xml" for one in range(1, -(-len(everything) // 4) + 1)]
    parts = [one for file in files for one in locations(file.removeprefix(SERVER))]
    assert parts == everything
    for number in (0, len(files) + 1):
        assert client.get(f"/sitemap-{number}.xml").status_code == 404


@pytest.mark.usefixtures("elsewhere")
def test_robots_are_told_where_the_site_map_is_below_a_prefix_too(tree: Tree) -> None:
    with site_below("/cms"):
        text = Client(HTTP_HOST="web:8000").get("/robots.txt").content.decode()
    assert "Disallow: /cms/admin/\n" in text
    assert text.endswith(f"\nSitemap: {SERVER}/cms/sitemap.xml\n")


@pytest.mark.usefixtures("elsewhere")
def test_llms_txt_leads_to_pages_as_markdown(tree: Tree, client: Client) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp", title="Damp [and] mould", summary="Why.")
    text = client.get("/llms.txt").content.decode()
    assert text.startswith("# ")
    assert f"]({SERVER}/knowledge/damp.md): Why." in text
    assert client.get("/knowledge/damp.md").status_code == 200


@pytest.mark.usefixtures("elsewhere")
def test_a_page_as_markdown(tree: Tree, client: Client, rf: Any) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp", title="Damp", summary="Why.")
    answer = client.get("/knowledge/damp.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Link"] == f'<{FRONTEND}/knowledge/damp/>; rel="canonical"'
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer.content.decode() == markdown_of_page(page, ReadContext.of(rf.get("/")))
    assert client.get("/index.md").content.startswith(b"# ")
    for path in ("/knowledge/nothing.md", "/nothing/index.md"):
        assert client.get(path).status_code == 404


def test_a_private_page_as_markdown_is_for_those_who_may_see_it(tree: Tree, client: Client) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp", title="Damp")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/knowledge/damp.md").status_code == 404
    client.force_login(get_user_model().objects.create_user("member"))
    answer = client.get("/knowledge/damp.md")
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
    assert "/knowledge/damp" not in client.get("/sitemap.xml").content.decode()


def test_all_are_kept_for_a_while_and_answer_304(tree: Tree, client: Client) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp")
    for path in FEEDS:
        answer = client.get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=300"), path
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert client.get(path).content == answer.content
        again = client.get(path, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert client.head(path).content == b""
        assert client.post(path).status_code == 405


def test_an_empty_feed_is_the_same_each_time(tree: Tree, client: Client) -> None:
    assert client.get("/feeds/tools.atom").content == client.get("/feeds/tools.atom").content


@pytest.mark.parametrize("number", [5, 20, 50])
def test_statements_do_not_grow(tree: Tree, django_assert_max_num_queries: Any, number: int) -> None:
    topic = TopicFactory(slug="housing")
    for _ in range(number):
        KnowledgeArticlePageFactory(parent=tree.knowledge, topics=[topic])
    most = {"/feeds/articles.atom": 5, "/feeds/library.atom": 7, "/topics/housing/feed.atom": 9, "/sitemap.xml": 4}
    for path, statements in {**most, "/llms.txt": 8, "/robots.txt": 1}.items():
        with django_assert_max_num_queries(statements):
            Client().get(path)
    assert len(entries("/feeds/articles.atom")) == min(number, atom.NEWEST)
