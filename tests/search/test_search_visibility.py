"""Nothing that the asker may not see is found, counted or skipped over, also while the index lags behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from access import password_exchange
from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from delivery.visibility import Viewer
from search.models import SearchDocument
from search.service import SearchQuestion, search_library
from tests.search.processing import process_changes
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.differs_by_database

SEARCH = (
    "query ($q: String) { search(query: $q, first: 1) { totalCount nodes { title } "
    "pageInfo { hasNextPage endCursor } } }"
)
ALL = "query ($q: String) { search(query: $q) { totalCount nodes { title } } }"


def seen(graphql: GraphQL) -> set[str]:
    """The titles that a search and a browse give; both must say the same, and count what they give."""
    answers = []
    for query in ("secret", None):
        data = graphql(ALL, q=query)["search"]
        answers.append({node["title"] for node in data["nodes"]})
        assert data["totalCount"] == len(data["nodes"])
    assert answers[0] == answers[1]
    return answers[0]


@pytest.fixture
def article(tree: Tree, each_engine: str) -> Any:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Open secret")
    return KnowledgeArticlePageFactory(parent=tree.knowledge, title="The secret")


def make_draft(page: Any) -> None:
    page.unpublish()


def make_scheduled(page: Any) -> None:
    page.unpublish()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live


def make_expired(page: Any) -> None:
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(seconds=1))


def make_parent_draft(page: Any) -> None:
    Page.objects.get(pk=page.get_parent().pk).specific.unpublish()


def make_parent_expired(page: Any) -> None:
    Page.objects.filter(pk=page.get_parent().pk).update(expire_at=timezone.now() - timedelta(seconds=1))


def make_deleted(page: Any) -> None:
    Page.objects.get(pk=page.pk).delete()


def restrict(kind: str, *, parent: bool) -> Callable[[Any], None]:
    def make_private(page: Any) -> None:
        restriction = PageViewRestriction.objects.create(
            page=page.get_parent() if parent else page, restriction_type=kind, password="open sesame"
        )
        if kind == "groups":
            restriction.groups.add(Group.objects.create(name="Some"))

    return make_private


STATES: dict[str, Callable[[Any], None]] = {
    "draft": make_draft,
    "scheduled": make_scheduled,
    "expired": make_expired,
    "below a draft": make_parent_draft,
    "below an expired page": make_parent_expired,
    "deleted": make_deleted,
    **{kind: restrict(kind, parent=False) for kind in ("password", "login", "groups")},
    **{f"below {kind}": restrict(kind, parent=True) for kind in ("password", "login", "groups")},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("index", ["up to date", "lagging"])
def test_what_is_out_of_sight_is_not_found(
    article: Any, graphql: GraphQL, each_engine: str, state: str, index: str
) -> None:
    process_changes()
    assert seen(graphql) == {"Open secret", "The secret"}
    STATES[state](article)
    if index == "up to date":
        process_changes()
    rest = set() if "below" in state else {"Open secret"}
    assert seen(graphql) == rest
    data = graphql(SEARCH, q="secret")["search"]
    assert {node["title"] for node in data["nodes"]} <= rest


@pytest.mark.parametrize(
    "state", ["draft", "scheduled", "below a draft", "deleted", "expired", "below an expired page"]
)
def test_what_nobody_may_see_is_not_even_indexed(article: Any, tree: Tree, state: str) -> None:
    STATES[state](article)
    process_changes()
    if state in ("draft", "scheduled", "below a draft", "deleted"):
        assert not SearchDocument.objects.filter(pk=article.pk).exists()
        return
    article.refresh_from_db()
    article.full_clean = lambda *args, **kwargs: None
    # An expiry that was not saved here is filtered out of every answer until the page or its parents are saved.
    article.save()
    process_changes()
    assert not SearchDocument.objects.filter(pk=article.pk).exists()


def test_a_draft_of_a_live_page_does_not_show(article: Any, graphql: GraphQL, each_engine: str) -> None:
    process_changes()
    article.title = "Unheard-of draft"
    article.save_revision()
    process_changes()
    assert seen(graphql) == {"Open secret", "The secret"}
    assert graphql(ALL, q="unheard")["search"]["nodes"] == []


def test_expiry_needs_no_worker(
    article: Any, graphql: GraphQL, each_engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    article.expire_at = timezone.now() + timedelta(hours=1)
    article.save()
    process_changes()
    assert seen(graphql) == {"Open secret", "The secret"}
    later = timezone.now() + timedelta(hours=2)
    answer = search_library(Viewer(now=later), SearchQuestion("secret", first=10))
    assert [found.page.title for found in answer.found] == ["Open secret"]
    assert answer.total == 1


@pytest.mark.parametrize("place", ["page", "parent"])
def test_those_who_pass_a_restriction_find_what_it_guards(
    article: Any, client: Client, each_engine: str, place: str
) -> None:
    page = article if place == "page" else article.get_parent()
    group = Group.objects.create(name="Some")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(group)
    process_changes()
    stranger = GraphQL(Client())
    guarded = {"The secret"} if place == "page" else {"The secret", "Open secret"}
    everything = {"The secret", "Open secret"}
    assert seen(stranger) == everything - guarded

    member = get_user_model().objects.create_user("member", password="x")
    client.force_login(member)
    assert seen(GraphQL(client)) == everything - guarded
    member.groups.add(group)
    assert seen(GraphQL(client)) == everything

    restriction.restriction_type = "login"
    restriction.save()
    member.groups.clear()
    assert seen(GraphQL(client)) == everything
    assert seen(stranger) == everything - guarded

    restriction.restriction_type, restriction.password = "password", "open sesame"
    restriction.save()
    assert seen(stranger) == everything - guarded
    unlocked = password_exchange.unlock_page(RequestFactory().post("/"), Viewer(), page, "open sesame")
    assert unlocked is not None
    assert seen(GraphQL(Client(headers={"x-page-access": unlocked.token}))) == everything


def test_a_reader_gets_past_hits_that_may_not_be_shown(tree: Tree, graphql: GraphQL, each_engine: str) -> None:
    """The index holds a page that went without a trace in the outbox:
    the page of results is empty, but its cursor leads on."""
    pages = [
        KnowledgeArticlePageFactory(parent=tree.knowledge, title="Same secret", slug=slug) for slug in ("one", "two")
    ]
    process_changes()
    Page.objects.filter(pk=pages[0].pk).update(live=False)
    query = (
        'query ($a: String) { search(query: "secret", first: 1, after: $a) { nodes { id } '
        "pageInfo { hasNextPage endCursor } } }"
    )
    first = graphql(query)["search"]
    assert first["nodes"] == []
    assert first["pageInfo"]["hasNextPage"] is True
    second = graphql(query, a=first["pageInfo"]["endCursor"])["search"]
    assert [node["id"] for node in second["nodes"]] == [page_id(pages[1].pk)]
