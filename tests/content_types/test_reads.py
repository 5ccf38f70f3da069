"""How often a page is read: a number a page and day, of what everybody may see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content_types.core.identity import page_id
from content_types.core.reads import MOST, MOST_OF_A_PAGE, PageReads, count_reads, prune
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
TELL = "mutation Tell($pages: [ID!]!) { recordReads(input: {pages: $pages}) { taken errors { code } } }"


def counts() -> dict[int, int]:
    return dict(PageReads.objects.values_list("page", "count"))


def test_reads_of_a_day_are_one_number_and_what_is_not_public_has_none(tree: Tree) -> None:
    public, other = (KnowledgeArticlePageFactory(parent=tree.knowledge, slug=slug) for slug in ("a", "b"))
    draft = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="c", live=False)
    private = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="d")
    private.view_restrictions.create(restriction_type=PageViewRestriction.LOGIN)
    count_reads([public.pk, public.pk, other.pk, draft.pk, private.pk, 10**9])
    count_reads([public.pk])
    assert counts() == {public.pk: 3, other.pk: 1}
    assert {one.day for one in PageReads.objects.all()} == {timezone.localdate()}


def test_more_than_people_read_is_not_believed_and_old_counts_go(tree: Tree, settings: Any) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    count_reads([page.pk] * 100)
    assert counts() == {page.pk: MOST_OF_A_PAGE}
    assert prune() == 0
    PageReads.objects.update(day=timezone.localdate() - timedelta(days=settings.PAGE_READS_DAYS + 1))
    call_command("prune_page_reads", verbosity=0)
    assert counts() == {}
    settings.PAGE_READS_ENABLED = False
    count_reads([page.pk])
    assert counts() == {}


def test_a_site_tells_and_learns_nothing(client: Client, tree: Tree) -> None:
    public = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="a")
    draft = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="b", live=False)
    answers = [tell(client, [one]) for one in (page_id(public.pk), page_id(draft.pk), page_id(10**9), "nonsense")]
    assert answers == [{"taken": True, "errors": []}] * 4
    assert counts() == {public.pk: 1}
    assert tell(client, [page_id(public.pk)] * (MOST + 1))["errors"]


def tell(client: Client, pages: list[str]) -> Any:
    return GraphQL(client)(TELL, pages=pages)["recordReads"]
