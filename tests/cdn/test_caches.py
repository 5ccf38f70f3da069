"""Through a cache before the platform:
what was made private is not given again once the purge is delivered, and nobody gets another's answer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from cdn import outbox
from content_types.core.identity import page_id
from content_types.core.models import LibrarySettings, NavigationItem, RelatedResource
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.cdn.caching import Cache
from tests.cdn.working import later, work
from tests.support.patience import PATIENCE
from tests.support.tree import Tree
from tests.visibility.states import SECRET, restrict, subject
from tests.visibility.transitions import QUERIES, TRANSITIONS

pytestmark = pytest.mark.django_db(transaction=True)
ARTICLES = "{ articles(first: 20) { nodes { title } } }"


def ask(cache: Cache, query: str, variables: dict[str, str] | None = None, **headers: str) -> requests.Response:
    asked = {"query": query, **({"variables": json.dumps(variables)} if variables else {})}
    return requests.get(
        f"{cache.url}/graphql/?{urlencode(asked)}", headers={"Accept": "application/json", **headers}, timeout=PATIENCE
    )


def titles(answer: requests.Response) -> list[str]:
    return [node["title"] for node in answer.json()["data"]["articles"]["nodes"]]


def test_a_hit_never_reaches_the_platform(cache: Cache, tree: Tree) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="One")
    work()
    first, second = (ask(cache, ARTICLES) for _ in range(2))
    assert (first.headers["X-Cache"], second.headers["X-Cache"]) == ("miss", "hit")
    assert first.content == second.content
    assert second.headers["Cache-Control"] == "public, no-cache", "what is behind the cache asks each time"
    assert {"surrogate-control", "xkey"} & {name.lower() for name in second.headers} == set()
    work(), later(seconds=120), work(), later(seconds=120), work()
    assert ask(cache, ARTICLES).headers["X-Cache"] == "miss", "told again, in case it was on its way"


def test_a_publish_is_seen_once_it_is_told(cache: Cache, tree: Tree) -> None:
    one = KnowledgeArticlePageFactory(parent=tree.knowledge, title="One")
    work()
    topics = "{ topics { name } }"
    for query in (ARTICLES, topics, ARTICLES, topics):
        ask(cache, query)
    one.title = "Changed"
    one.save_revision().publish()
    assert titles(ask(cache, ARTICLES)) == ["One"], "the cache has not heard of it"
    assert work()
    assert titles(ask(cache, ARTICLES)) == ["Changed"]
    assert ask(cache, topics).headers["X-Cache"] == "hit", "it has nothing to do with it"


def test_who_says_who_they_are_is_never_answered_from_what_is_kept(cache: Cache, tree: Tree, settings: Any) -> None:
    private = KnowledgeArticlePageFactory(parent=tree.knowledge, title="For members")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    work()
    client = Client()
    client.force_login(get_user_model().objects.create_user("member", password="member"))
    session = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"}
    for _ in range(3):
        assert titles(ask(cache, ARTICLES)) == []
        mine = ask(cache, ARTICLES, **session)
        assert titles(mine) == ["For members"]
        assert mine.headers["X-Cache"] == "miss"
        wrong = ask(cache, ARTICLES, Authorization="Bearer wham_wrong")
        assert wrong.status_code == 401
        assert ask(cache, ARTICLES, **{"X-Page-Access": "wrong"}).headers["X-Cache"] == "miss"
    other = ask(cache, ARTICLES, Accept="application/graphql-response+json")
    assert other.headers["Content-Type"].startswith("application/graphql-response+json")


@pytest.mark.parametrize("name", TRANSITIONS)
def test_what_was_hidden_is_gone_from_the_cache_once_it_is_told(name: str, cache: Cache, tree: Tree) -> None:
    page = subject(KnowledgeArticlePageFactory, tree.knowledge, topics=[TopicFactory(name="Kept", slug="kept")])
    other = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Another")
    other.related_resources.set([RelatedResource(related_page_id=page.pk)])
    Redirect.objects.create(old_path="/old", redirect_page=page)
    NavigationItem.objects.create(settings=LibrarySettings.for_site(tree.site), title="There", page=page)
    other.body = json.dumps([{"type": "rich_text", "value": f'<p><a linktype="page" id="{page.pk}">there</a></p>'}])
    other.save_revision().publish()
    work()
    variables = {
        "id": page_id(page.pk),
        "path": page.get_url(),
        "other": page_id(other.pk),
        "parent": page_id(tree.knowledge.pk),
    }

    def given() -> list[str]:
        return [query for query in QUERIES if SECRET in ask(cache, query, variables).text]

    assert len(given()) == len(QUERIES), "or there is nothing to hide"
    assert {ask(cache, query, variables).headers["X-Cache"] for query in QUERIES} == {"hit"}
    TRANSITIONS[name](Page.objects.get(pk=page.pk).specific, tree)
    assert work()
    assert given() == []


def test_an_answer_that_was_on_its_way_while_it_was_told_goes_at_the_next_time(
    kept: None, tree: Tree, live_server: Any, settings: Any
) -> None:
    from tests.cdn.caching import small_cache

    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Secret")
    with small_cache(live_server.url) as cache:
        settings.CDN_BACKENDS = {
            "default": {"BACKEND": "cdn.backends.varnish.VarnishBackend", "LOCATIONS": [cache.url], "TOKEN": ""}
        }
        work()

        def hide(stored: object) -> None:
            """The answer is here, and not kept yet: the page is hidden, and the cache told."""
            cache.before_storing = None
            restrict(page, "login")
            assert work()

        cache.before_storing = hide
        assert titles(ask(cache, ARTICLES)) == ["Secret"]
        assert titles(ask(cache, ARTICLES)) == ["Secret"], "it was kept after the cache was told"
        later(seconds=outbox.AGAIN[0].total_seconds())
        assert work()
        assert titles(ask(cache, ARTICLES)) == []


def test_it_is_not_kept_beyond_its_own_end(cache: Cache, tree: Tree, settings: Any) -> None:
    settings.GRAPHQL_CDN_SECONDS = 1
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="One")
    work()
    # On a machine that is slow for a moment, the second may be asked after the end of the first.
    assert "hit" in (ask(cache, ARTICLES).headers["X-Cache"] for _ in range(20))
    time.sleep(1.3)
    assert ask(cache, ARTICLES).headers["X-Cache"] == "miss"


def _purge(cache: Cache) -> Callable[[str], requests.Response]:
    return lambda keys: requests.request("PURGE", f"{cache.url}/", headers={"xkey-purge": keys}, timeout=PATIENCE)


def test_everything_is_dropped_on_demand(cache: Cache, tree: Tree) -> None:
    work()
    assert [ask(cache, ARTICLES).headers["X-Cache"] for _ in range(2)] == ["miss", "hit"]
    assert _purge(cache)("0123456789").status_code == 200
    assert ask(cache, ARTICLES).headers["X-Cache"] == "hit"
    assert _purge(cache)("*").status_code == 200
    assert ask(cache, ARTICLES).headers["X-Cache"] == "miss"
