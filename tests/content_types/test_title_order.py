"""Titles are sorted as a reader expects it, whatever the database and however a page was written."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from content_types.core.models import LibraryPage
from content_types.core.title_order import title_sort_key
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("The Cost of Damp", "cost of damp"),
        ("A letter", "letter"),
        ("An asthma plan", "asthma plan"),
        ("“The” debt", "debt"),
        ("Another way", "another way"),
        ("The", "the"),
        ("Élan vital", "elan vital"),
        ("Ærø", "aero"),
        ("Straße", "strasse"),
        ("What’s next", "whats next"),
        ("Food-bank: a map", "food bank a map"),
        ("9 ways", "000009 ways"),
        ("10 ways", "000010 ways"),
        ("007", "000007"),
        ("Y Ddraig", "y ddraig"),
        ("食物銀行", "食物銀行"),
        ("!!!", ""),
    ],
)
def test_case_accents_punctuation_and_leading_articles_make_no_difference(title: str, key: str) -> None:
    assert title_sort_key(title, "en-gb") == key


@pytest.mark.parametrize(
    ("title", "key"), [("Y Ddraig", "ddraig"), ("Yr Wyddfa", "wyddfa"), ("A oes heddwch", "a oes heddwch")]
)
def test_the_articles_are_those_of_the_language(title: str, key: str) -> None:
    assert title_sort_key(title, "cy") == key


def test_a_key_fits_its_column_however_many_numbers_a_title_has() -> None:
    assert len(title_sort_key("1 " * 120, "en")) <= 255


@pytest.mark.django_db
@pytest.mark.differs_by_database
def test_a_list_by_title_is_in_the_same_order_on_every_database(tree: Tree, graphql: GraphQL) -> None:
    ordered = ["9 ways", "10 ways", "Food bank", "Foodbank", "The foot", "Élan", "zebra", "Zulu"]
    ordered.sort(key=lambda title: title_sort_key(title, "en"))
    assert ordered == ["9 ways", "10 ways", "Élan", "Food bank", "Foodbank", "The foot", "zebra", "Zulu"]
    for number, title in enumerate(reversed(ordered)):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, slug=f"s{number}")
    found = graphql("{ articles(orderBy: [TITLE]) { nodes { title } } }")["articles"]["nodes"]
    assert [one["title"] for one in found] == ordered


@pytest.mark.django_db
def test_the_key_follows_the_title_however_a_page_is_written(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="The first")
    page.title = "The second"
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.title_sort_key == "second"
    page.title = "The third"
    page.save(clean=False)
    assert LibraryPage.objects.get(pk=page.pk).title_sort_key == "third"


@pytest.mark.django_db
def test_what_an_old_release_wrote_meanwhile_is_mended(tree: Tree) -> None:
    stale, right = (KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"The {name}") for name in ("x", "y"))
    LibraryPage.objects.filter(pk=stale.pk).update(title_sort_key="")
    for expected in ("1 titles", "0 titles"):
        said = StringIO()
        call_command("sort_titles", stdout=said)
        assert said.getvalue().startswith(expected)
    keys = dict(LibraryPage.objects.filter(pk__in=[stale.pk, right.pk]).values_list("pk", "title_sort_key"))
    assert keys == {stale.pk: "x", right.pk: "y"}
