"""What is chosen in a facet has a bucket, so that it can be taken back: in lists and in the search on each engine."""

from __future__ import annotations

from typing import Any

import pytest

from content_types.core.filtering.listing import FACET_LIMIT
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]

FILTERS = {"articles": "ArticleFilter", "search": "SearchFilter"}
FIELDS = "KIND LICENCE TAGS TOPICS YEAR STAGE TIME_NEEDED"


def buckets_of(
    graphql: GraphQL, name: str, chosen: list[str], fields: str = FIELDS
) -> dict[str, list[tuple[str, str, int]]]:
    """Value, label and count of the buckets of each facet."""
    query = f"""query($f: {FILTERS[name]}) {{ {name}(filter: $f) {{ facets(fields: [{fields}]) {{
        field buckets {{ value label count }} }} }} }}"""
    found = graphql(query, f={"facetFilters": chosen})[name]["facets"]
    return {one["field"]: [tuple(bucket.values()) for bucket in one["buckets"]] for one in found}


@pytest.mark.parametrize("name", FILTERS)
def test_what_nothing_has_any_more_is_counted_as_0(tree: Tree, graphql: GraphQL, each_engine: str, name: str) -> None:
    TopicFactory(name="Nobody has it", slug="unused")
    TopicFactory(slug="hidden", live=False)
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, kind="book", topics=[TopicFactory(name="Debt", slug="debt")]
    )
    page.tags.add("money")
    page.save()
    process_changes()
    chosen = ["KIND:BOOK", "KIND:FILM", "LICENCE:CC0_1_0", "TAGS:none", "YEAR:1999"]
    found = buckets_of(
        graphql, name, [*chosen, *(f"TOPICS:{slug}" for slug in ("debt", "unused", "hidden", "invented"))]
    )
    assert found["KIND"] == [("BOOK", "Book", 0), ("FILM", "Film", 0)]  # for what is chosen in the others fits nothing
    assert found["LICENCE"] == [("CC0_1_0", "CC0: no rights reserved", 0)]
    assert found["TAGS"] == [("none", "none", 0)]
    assert found["YEAR"] == [("1999", "1999", 0)]
    assert found["TOPICS"] == [("debt", "Debt", 0), ("unused", "Nobody has it", 0)]
    assert (found["STAGE"], found["TIME_NEEDED"]) == ([], [])
    found = buckets_of(graphql, name, ["KIND:FILM", "TAGS:money"])
    assert found["KIND"] == [("BOOK", "Book", 1), ("FILM", "Film", 0)]
    assert found["TAGS"] == [("money", "money", 0)]


def test_a_list_has_no_bucket_of_a_field_that_its_type_has_not(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    process_changes()
    chosen = ["STAGE:IDEA", "TIME_NEEDED:0-5"]
    found = buckets_of(graphql, "articles", chosen)
    assert (found["STAGE"], found["TIME_NEEDED"]) == ([], [])
    found = buckets_of(graphql, "search", chosen)
    assert [[(value, count) for value, _, count in found[field]] for field in ("STAGE", "TIME_NEEDED")] == [
        [("IDEA", 0)], [("0-5", 0)],
    ]  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_what_is_chosen_is_counted_beyond_the_most_frequent(
    tree: Tree, graphql: GraphQL, each_engine: str, name: str
) -> None:
    page: Any = KnowledgeArticlePageFactory(parent=tree.knowledge)
    tags = [f"tag-{number:03}" for number in range(FACET_LIMIT + 5)]
    page.tags.add(*tags)
    page.save()
    process_changes()
    found = buckets_of(graphql, name, [f"TAGS:{tags[-1]}", f"TAGS:{tags[3]}", "TAGS:none"], "TAGS")["TAGS"]
    assert [(value, count) for value, _, count in found] == [
        *((tag, 1) for tag in tags[:FACET_LIMIT]), (tags[-1], 1), ("none", 0),
    ]  # fmt: skip
