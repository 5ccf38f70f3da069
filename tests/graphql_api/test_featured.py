"""What editors show on the home page."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from content_types.core.models import FeaturedResource
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.tools.factories import ToolPageFactory
from tests.support.graphql import GraphQL
from tests.support.statements import count
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

ASKED = '{ page(by: {path: "/"}) { ... on HomePage { featured { __typename title url } } } }'


def shown(graphql: GraphQL) -> list[str]:
    return [one["title"] for one in graphql(ASKED)["page"]["featured"]]


def test_they_come_in_the_editors_order_each_once_and_only_what_is_published(tree: Tree, graphql: GraphQL) -> None:
    first = ToolPageFactory(parent=tree.tools, title="First")
    second = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Second")
    draft = ToolPageFactory(parent=tree.tools, title="Draft", live=False)
    for order, page in enumerate((second, draft, first, second, tree.tools)):
        FeaturedResource.objects.create(page=tree.home, resource=Page.objects.get(pk=page.pk), sort_order=order)
    assert shown(graphql) == ["Second", "First"]
    first.unpublish()
    assert shown(graphql) == ["Second"]


def test_an_answer_follows_what_editors_choose(tree: Tree, graphql: GraphQL) -> None:
    assert shown(graphql) == []
    home = tree.home
    home.featured = [FeaturedResource(resource=ToolPageFactory(parent=tree.tools, title="Chosen"))]
    home.save_revision().publish()
    assert shown(graphql) == ["Chosen"]


def test_statements_do_not_depend_on_how_many_there_are(tree: Tree, graphql: GraphQL) -> None:
    counts = []
    for size in (2, 5, 12):
        for _ in range(size - FeaturedResource.objects.count()):
            FeaturedResource.objects.create(page=tree.home, resource=ToolPageFactory(parent=tree.tools))
        counts.append(count(graphql, ASKED))
    assert len(set(counts)) == 1, counts
