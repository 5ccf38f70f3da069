"""The search has each resource once: as asked for, or else in the language of the site; both engines alike."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.languages import in_welsh
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("each_engine")]
FOUND = """query($query: String, $locale: Locale, $filter: SearchFilter) {
    search(query: $query, locale: $locale, filter: $filter) { totalCount nodes { title } }
}"""


def found(graphql: GraphQL, **variables: Any) -> list[str]:
    process_changes()
    answer = graphql(FOUND, **variables)["search"]
    assert answer["totalCount"] == len(answer["nodes"])
    return sorted(one["title"] for one in answer["nodes"])


@pytest.fixture
def damp(welsh_tree: Tree) -> Any:
    housing = TopicFactory(name="Housing", slug="housing")
    housing.translate("cy", {"name": "Tai"})
    housing.save()
    english = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, title="Damp", topics=[housing])
    KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, title="Food")
    return english


@pytest.fixture
def lleithder(damp: Any) -> Any:
    return in_welsh(damp, "Lleithder", "lleithder")


def test_each_resource_is_found_once(graphql: GraphQL, lleithder: Any) -> None:
    assert found(graphql) == found(graphql, locale="en-gb") == ["Damp", "Food"]
    assert found(graphql, locale="cy") == ["Food", "Lleithder"]
    assert found(graphql, filter={"locales": ["cy"]}) == ["Lleithder"]
    assert found(graphql, filter={"locales": ["cy", "en-gb"]}) == ["Damp", "Food", "Lleithder"]


def test_a_translation_that_goes_gives_way_to_its_original(graphql: GraphQL, lleithder: Any) -> None:
    assert found(graphql, locale="cy") == ["Food", "Lleithder"]
    lleithder.unpublish()
    assert found(graphql, locale="cy") == ["Damp", "Food"]
    lleithder.get_latest_revision().publish()
    assert found(graphql, locale="cy") == ["Food", "Lleithder"]
    lleithder.delete()
    assert found(graphql, locale="cy") == ["Damp", "Food"]


def test_one_that_only_some_may_see_takes_nobodys_place(graphql: GraphQL, lleithder: Any) -> None:
    PageViewRestriction.objects.create(page=lleithder, restriction_type="login")
    assert found(graphql, locale="cy") == ["Damp", "Food"]


def test_words_are_looked_for_in_the_language_of_each(graphql: GraphQL, lleithder: Any) -> None:
    assert found(graphql, query="lleithder", locale="cy") == ["Lleithder"]
    assert found(graphql, query="tai", locale="cy") == ["Lleithder"]  # its topic, as Welsh calls it
    assert found(graphql, query="topic:tai", locale="cy") == ["Lleithder"]
    assert found(graphql, query="topic:housing", locale="cy") == ["Lleithder"]
    assert found(graphql, query="housing") == ["Damp"]


def test_suggestions_are_in_the_language(graphql: GraphQL, lleithder: Any) -> None:
    process_changes()
    query = "query($prefix: String!, $locale: Locale) { suggest(prefix: $prefix, locale: $locale) { kind text } }"
    assert graphql(query, prefix="lle", locale="cy")["suggest"] == [{"kind": "RESOURCE", "text": "Lleithder"}]
    assert graphql(query, prefix="lle")["suggest"] == []
    assert graphql(query, prefix="tai", locale="cy")["suggest"] == [{"kind": "TOPIC", "text": "Tai"}]
    assert graphql(query, prefix="dam", locale="cy")["suggest"] == []
    assert graphql(query, prefix="foo", locale="cy")["suggest"] == [{"kind": "RESOURCE", "text": "Food"}]
