"""What is asked again in the same words is answered before Django:
as it was answered the first time, and only while that holds."""

from __future__ import annotations

import gc
import json
import weakref
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from graphql_api.http import rates
from graphql_api.response_cache import cached_responses, repeated_requests, tag_versions
from tests.support.front import Answer, FrontClient
from tests.support.process import limit
from tests.support.tree import Tree
from tests.visibility.states import restrict

pytestmark = pytest.mark.django_db(transaction=True)

ARTICLES = "{ articles(first: 20) { totalCount nodes { title url summary topics { name } } } }"
ASKED = json.dumps({"query": ARTICLES})


@pytest.fixture
def articles(cached: tag_versions.Versions, tree: Tree) -> list[Page]:
    return [
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Article {nth}", summary="x" * 200)
        for nth in range(8)
    ]


def post(client: FrontClient, body: str = ASKED, **extra: Any) -> Answer:
    answer: Answer = client.post("/graphql/", body, content_type="application/json", **extra)
    return answer


WAYS: dict[str, Any] = {
    "POST": post,
    "POST, br": lambda client: post(client, headers={"Accept-Encoding": "br"}),
    "POST, gzip": lambda client: post(client, headers={"Accept-Encoding": "gzip"}),
    "POST, response JSON": lambda client: post(client, headers={"Accept": "application/graphql-response+json"}),
    "POST, from another site": lambda client: post(client, headers={"Origin": "https://www.example.org"}),
    "POST over TLS": lambda client: post(client, secure=True),
    "POST with a cookie that says nothing": lambda client: post(
        client, headers={"Cookie": "theme=dark; csrftoken=01234567890123456789012345678901"}
    ),
    "GET": lambda client: client.get("/graphql/", {"query": ARTICLES}),
    "GET, gzip": lambda client: client.get("/graphql/", {"query": ARTICLES}, headers={"Accept-Encoding": "gzip"}),
    "HEAD": lambda client: client.head("/graphql/", {"query": ARTICLES}),
}


def test_the_second_is_answered_as_the_first(articles: list[Page], settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.org"]
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]
    for name, way in WAYS.items():
        client = FrontClient()
        first = way(client)
        assert first.by_django, name
        assert first.status == 200, name
        with CaptureQueriesContext(connection) as captured:
            again = way(client)
        assert not again.by_django, name
        assert not captured, name
        assert again.headers == first.headers
        assert again.content == (b"" if name == "HEAD" else first.content)
        assert again.headers["X-Content-Type-Options"] == "nosniff", "what other middleware adds"
        if name == "POST, from another site":
            assert again.headers["access-control-allow-origin"] == "https://www.example.org"


def test_each_way_has_an_answer_of_its_own(articles: list[Page], settings: Any) -> None:
    """What a request differs in is never taken for the same, whichever was first."""
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.org"]
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]
    client, alone = FrontClient(), {name: way(FrontClient()) for name, way in WAYS.items()}
    for _ in range(2):
        for name, way in WAYS.items():
            answer = way(client)
            assert answer.headers == alone[name].headers, name
            if name != "HEAD":
                assert answer.content == alone[name].content, name


def test_the_address_without_a_slash_answers_alike(articles: list[Page], settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.org"]
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]
    client = FrontClient()
    answers_given = [client.post("/graphql", ASKED, content_type="application/json") for _ in range(2)]
    assert [(one.status, one.by_django) for one in answers_given] == [(200, True), (200, False)]
    assert answers_given[1].content == post(client).content
    preflight = client.options(
        "/graphql", headers={"Origin": "https://www.example.org", "Access-Control-Request-Method": "POST"}
    )
    assert (preflight.status, preflight.headers["access-control-allow-origin"]) == (200, "https://www.example.org")
    refused = client.post(
        "/graphql", ASKED, content_type="application/json", headers={"Authorization": "Bearer wham_x"}
    )
    assert refused.status == 401
    assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_another_host_is_looked_at(articles: list[Page], settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    client = FrontClient()
    assert not [post(client), post(client)][1].by_django
    other = post(client, headers={"Host": "other.example"})
    assert other.by_django
    assert b"http://other.example/" not in post(client).content
    assert post(client, headers={"Host": "evil.example"}).status == 400
    assert post(client, headers={"Host": "evil.example"}).by_django


def test_not_modified(articles: list[Page]) -> None:
    client = FrontClient()
    first: Answer = client.get("/graphql/", {"query": ARTICLES})
    etag = first.headers["ETag"]
    by_django, before_it = (
        asked.get("/graphql/", {"query": ARTICLES}, headers={"If-None-Match": etag})
        for asked in (FrontClient(), client)
    )
    assert (by_django.by_django, before_it.by_django) == (True, False)
    assert before_it.status == by_django.status == 304
    assert before_it.content == by_django.content == b""
    assert before_it.headers == by_django.headers
    assert client.get("/graphql/", {"query": ARTICLES}, headers={"If-None-Match": 'W/"other"'}).status == 200


def test_whoever_says_who_they_are_goes_the_whole_way(articles: list[Page]) -> None:
    client = FrontClient()
    for _ in range(2):
        post(client)
    for headers, codes in (
        ({"Cookie": "sessionid=x"}, {200}), ({"Authorization": "Bearer wham_x"}, {401}),
        ({"X-Page-Access": "x"}, {200, 401}), ({"Accept": "text/plain"}, {406}),
    ):  # fmt: skip
        for _ in range(2):
            answer = post(client, headers=headers)
            assert answer.by_django, headers
            assert answer.status in codes, headers
    assert not post(client).by_django


def test_what_is_rejected_is_rejected_each_time(articles: list[Page]) -> None:
    client = FrontClient()
    for body in (
        '{"query": "{ nothing }"}', '{"query": "mutation { __typename }"}', "{",
        '{"query": "{ articles { nodes { title } } }", "id": "x"}',
        json.dumps({"query": "{ __typename }", "operationName": "x" * 30_000}),
    ):  # fmt: skip
        assert all(post(client, body).by_django for _ in range(3)), body


def test_django_still_reads_the_body(articles: list[Page]) -> None:
    client = FrontClient()
    for title in ("one", "two"):
        answer = client.ask("query($q: String!) { site { name } route(path: $q) { status } }", q=f"/{title}/")
        assert answer.by_django
        assert answer.json()["data"]["route"]["status"] == "NOT_FOUND"
    put = client.generic("PUT", "/graphql/", ASKED, content_type="application/json")
    assert (put.status, put.by_django) == (405, True)


def test_a_change_is_seen_at_once(articles: list[Page], tree: Tree) -> None:
    client = FrontClient()
    for _ in range(2):
        assert post(client).json()["data"]["articles"]["totalCount"] == 8
    articles[0].title = "A draft"
    articles[0].save_revision()
    assert not post(client).by_django, "a draft changes nothing"
    TopicFactory(name="Unused")
    post(client)
    articles[0].save_revision().publish()
    answer = post(client)
    assert answer.by_django
    assert b"A draft" in answer.content
    restrict(articles[1], "login")
    assert post(client).json()["data"]["articles"]["totalCount"] == 7
    assert not post(client).by_django


def test_while_somebody_writes_nothing_is_given_again(articles: list[Page], cached: tag_versions.Versions) -> None:
    client = FrontClient()
    post(client)
    cached.mark(["*"])
    assert post(client).by_django
    cached.renew(["*"])
    post(client)
    assert not post(client).by_django
    cached.redis.delete(tag_versions.HASH)  # as after a restore
    assert post(client).by_django


def test_without_the_shared_cache_everything_goes_the_whole_way(
    articles: list[Page], cached: tag_versions.Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = FrontClient()
    for _ in range(2):
        answer = post(client)
    assert not answer.by_django
    away = tag_versions.Versions(tag_versions.Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2))
    monkeypatch.setattr(repeated_requests, "versions", lambda: away)
    answer = post(client)
    assert answer.by_django
    assert answer.status == 200


def test_a_connection_that_was_closed_is_opened_anew(articles: list[Page], cached: tag_versions.Versions) -> None:
    client = FrontClient()
    for _ in range(2):
        post(client)
    cached.redis.client_kill_filter(_type="normal", skipme=False)
    assert not post(client).by_django


def test_repeated_requests_count(articles: list[Page], settings: Any) -> None:
    rates._limiter.cache_clear()
    rates._repeated.clear()
    settings.RATE_LIMIT_STORAGE = "memory://"
    settings.RATE_LIMITS = {"address": "120/minute", "member": "", "key": ""}
    client = FrontClient()
    with time_machine.travel(datetime.now(UTC), tick=False):  # all in the same minute
        statuses = [post(client).status for _ in range(140)]
    refused = statuses.index(429)
    assert 119 <= refused <= 122, "two are counted together"
    assert set(statuses[refused:]) == {429}
    assert post(client, REMOTE_ADDR="192.0.2.9").status == 200
    rates._limiter.cache_clear()


def test_an_answer_that_is_given_up_is_not_held_on_to(articles: list[Page]) -> None:
    client = FrontClient()
    post(client)
    assert len(client.application.requests) == 1  # type: ignore[attr-defined]  # it is one that remembers
    held = weakref.ref(next(iter(cached_responses.local_cache._values.values())))
    cached_responses.local_cache.clear()
    assert held() is None
    assert post(client).by_django


def test_what_requests_hold_is_bounded_by_the_answers_at_hand(
    articles: list[Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(cached_responses.local_cache, 20_000, monkeypatch)  # bytes
    client = FrontClient()
    for nth in range(12):
        asked = json.dumps(
            {"query": f"{{ articles(first: 20) {{ nodes {{ a{nth}: summary b: summary c: summary }} }} }}"}
        )
        assert len(post(client, asked).content) > 5_000
    gc.collect()
    known = client.application.requests._values.values()  # type: ignore[attr-defined]  # the front is an application of its own
    assert len(known) == 12
    assert sum(one.cached() is not None for one in known) < 5
    assert not [value for one in known for value in vars(one).values() if isinstance(value, bytes)]
