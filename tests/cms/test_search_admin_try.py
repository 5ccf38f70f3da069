"""“Try a search”: what staff see of how a query is understood, and that it shows what a visitor may see and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import PageViewRestriction

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from search import log
from search.engines import engine_names
from search.models import Synonym
from search.rebuild import rebuild
from tests.support.tree import Tree

TRY = "/admin/library-search/try/"


@pytest.fixture(autouse=True)
def _database_engine(settings: Any) -> None:
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def indexed(tree: Tree) -> Callable[[], None]:
    def build() -> None:
        for name in engine_names():
            rebuild(name, lambda done, total: None)

    return build


def tried(client: Client, query: str, **further: str) -> tuple[dict[str, list[str]], list[list[str]], str]:
    """How a query was understood, its rows, and all words of the page."""
    response = client.get(TRY, {"query": query, **further})
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    parts: dict[str, list[str]] = {}
    for part in soup.select("dl.search-understood > *"):
        words = " ".join(part.get_text(" ").split())
        if part.name == "dt":
            label = words
            parts[label] = []
        else:
            parts.setdefault(label if parts else "", []).append(words)
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
        for row in soup.select("table.search-hits tbody tr")
    ]
    return parts, rows, " ".join(soup.get_text(" ").split())


def test_it_opens_empty(volunteer: Client) -> None:
    assert "As visitors get it" not in volunteer.get(TRY).content.decode()  # there is one engine
    assert "How it was understood" not in volunteer.get(TRY).content.decode()
    assert "How it was understood" not in tried(volunteer, "  ")[2]


def test_a_query_is_taken_apart(volunteer: Client, tree: Tree, indexed: Callable[[], None]) -> None:
    Synonym.objects.create(kind="one_way", words="skint", also_finds="poverty, money worries")
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Poverty on the ward", summary="Free school meals.")
    for number in range(3):  # a word that every document has says nothing, and scores nothing
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Something else {number}")
    Query.get("skint").editors_picks.add(SearchPromotion(page=page), bulk=False)
    indexed()
    parts, rows, words = tried(volunteer, "skint")
    assert parts["Words, any of which may match"] == ["skint"]
    assert parts["Synonyms added"] == ["skint → poverty, money worries"]
    assert parts["Promoted for this search"] == ["Poverty on the ward"]
    assert parts["Answered by"] == ["Database"]
    assert rows[0][0] == "1"
    assert rows[0][1].startswith("Poverty on the ward")
    assert float(rows[0][2]) > 0
    assert "1 resource found" in words
    parts, _, _ = tried(volunteer, 'poverty "school meals" -damp type:article -topic:housing')
    assert parts["Phrases, each of which must be there"] == ["“school meals”"]
    assert parts["Must not be there"] == ["damp"]
    assert parts["Narrowed to"] == ["type: article", "not topics: housing"]


def test_each_hit_says_why(volunteer: Client, tree: Tree, indexed: Callable[[], None]) -> None:
    Synonym.objects.create(kind="one_way", words="skint", also_finds="poverty")
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Poverty on the ward", summary="Housing, too.")
    Query.get("skint housing").editors_picks.add(SearchPromotion(page=page), bulk=False)
    indexed()
    _, rows, _ = tried(volunteer, "skint housing")
    for label in ("skint → poverty", "housing", "promoted"):
        assert label in rows[0][3]


def test_a_repaired_spelling_is_told(volunteer: Client, tree: Tree, indexed: Callable[[], None]) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Safeguarding for everybody")
    indexed()
    parts, rows, _ = tried(volunteer, "safegaurding")
    assert parts["Spelling repaired"] == ["safegaurding → safeguarding"]
    assert parts["Searched instead"] == ["safeguarding"]
    assert rows[0][1].startswith("Safeguarding for everybody")


def test_it_shows_what_a_visitor_may_see_and_no_more(
    administrator: Client, tree: Tree, indexed: Callable[[], None]
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Damp as drafted", live=False)
    private = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Damp for members")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Damp for all")
    Query.get("damp").editors_picks.add(SearchPromotion(page=private), bulk=False)
    indexed()
    parts, rows, words = tried(administrator, "damp")
    assert [row[1].split(" Knowledge")[0] for row in rows] == ["Damp for all"]
    assert parts["Promoted for this search"] == ["a page that visitors cannot see, so it is not shown"]
    assert "Damp for members" not in words
    assert "Damp as drafted" not in words


def test_it_is_not_counted(volunteer: Client, tree: Tree, indexed: Callable[[], None]) -> None:
    indexed()
    log._pending.take()
    tried(volunteer, "damp")
    assert not log._pending.rows


def test_a_query_that_cannot_be_asked_gets_an_answer(volunteer: Client, tree: Tree) -> None:
    assert "at most 500 characters" in tried(volunteer, "x" * 501)[2]
    for odd in ('"', "-", "<script>alert(1)</script>", "{{ 7 }}", "*", "😀"):
        response = volunteer.get(TRY, {"query": odd})
        assert response.status_code == 200
        assert b"<script>alert(1)" not in response.content
    assert volunteer.get(TRY, {"query": "\x00"}).status_code == 400


def test_one_of_two_engines_is_chosen(
    volunteer: Client, tree: Tree, settings: Any, indexed: Callable[[], None]
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Damp for all")
    indexed()
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    settings.ELASTICSEARCH_TIMEOUT = 1
    form = volunteer.get(TRY).content.decode()
    assert "As visitors get it" in form
    assert "Only Elasticsearch" in form
    parts, rows, _ = tried(volunteer, "damp")  # it is away
    assert parts["Answered by"] == ["Database , because the other engine is away"] or parts["Answered by"] == [
        "Database, because the other engine is away"
    ]
    assert rows
    parts, _, _ = tried(volunteer, "damp", engine="database")
    assert parts["Answered by"] == ["Database"]
    assert "The search does not answer just now" in tried(volunteer, "damp", engine="elasticsearch")[2]
    assert "is not one of the available choices" in tried(volunteer, "damp", engine="another")[2]
