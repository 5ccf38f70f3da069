"""Whole cached responses: given again without a statement, and never older than the last commit."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from graphql_api.http import views
from graphql_api.response_cache import tag_versions
from tests.support.asked import PAGE, QUERIES
from tests.support.edits import Edit, edits
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db(transaction=True)


def ask(query: str, client: Client | None = None, **variables: Any) -> dict[str, Any]:
    body = json.dumps({"query": query, "variables": variables})
    answer = (client or Client()).post("/graphql/", body, content_type="application/json")
    found: dict[str, Any] = json.loads(answer.content)
    return found


def statements(query: str, **variables: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = ask(query, **variables)
    assert "errors" not in answer, answer
    return len(captured)


def anew(query: str, **variables: Any) -> dict[str, Any]:
    """The answer as it is worked out now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "versions", lambda: None)
        return ask(query, **variables)


# --- Hits -------------------------------------------------------------------------------------------------------------


def test_an_answer_is_given_again_without_a_statement(cached: tag_versions.Versions, tree: Tree) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="One")
    assert statements(QUERIES["articles"]) > 0
    first = ask(QUERIES["articles"])
    assert statements(QUERIES["articles"]) == 0
    assert ask(QUERIES["articles"]) == first
    assert statements(QUERIES["articles"].replace("first: 20", "first: 19")) > 0, "another document"


def test_a_publish_drops_what_it_changes_and_nothing_else(cached: tag_versions.Versions, tree: Tree) -> None:
    one, two = (KnowledgeArticlePageFactory(parent=tree.knowledge, title=title) for title in ("One", "Two"))
    asked = [
        (QUERIES["articles"], {}), (QUERIES["tools"], {}), (QUERIES["events"], {}), (QUERIES["topics"], {}),
        (PAGE, {"path": one.get_url()}), (PAGE, {"path": two.get_url()}),
    ]  # fmt: skip
    for query, variables in asked:
        statements(query, **variables)
    one.title = "Changed"
    one.save_revision()
    assert [statements(query, **variables) > 0 for query, variables in asked] == [False] * 6, "a draft changes nothing"
    one.save_revision().publish()
    dropped = [statements(query, **variables) > 0 for query, variables in asked]
    assert dropped == [True, False, False, False, True, False]
    assert ask(PAGE, path=one.get_url())["data"]["route"]["page"]["title"] == "Changed"


def test_what_was_asked_for_before_it_was_there_is_found_once_it_is(cached: tag_versions.Versions, tree: Tree) -> None:
    key = KnowledgeArticlePageFactory(parent=tree.knowledge).pk + 1
    asked = [
        f"query($id: ID!) {{ {field} {{ id }} }}"
        for field in ("page(by: {id: $id})", "node(id: $id)", "nodes(ids: [$id])")
    ]
    for query in asked:
        assert ask(query, id=page_id(key))["data"].popitem()[1] in (None, [None])
    new = tree.knowledge.add_child(instance=KnowledgeArticlePageFactory.build(title="New", live=True))
    assert new.pk == key
    for query in asked:
        assert ask(query, id=page_id(key))["data"].popitem()[1] in ({"id": page_id(key)}, [{"id": page_id(key)}])


def test_get_may_be_kept_by_shared_caches_and_is_asked_about(
    cached: tag_versions.Versions, tree: Tree, client: Client
) -> None:
    for _ in range(2):
        answer = client.get("/graphql/", {"query": QUERIES["topics"]})
        assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, no-cache"
    again = client.get("/graphql/", {"query": QUERIES["topics"]}, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    TopicFactory(name="New")
    assert (
        client.get("/graphql/", {"query": QUERIES["topics"]}, headers={"If-None-Match": answer["ETag"]}).status_code
        == 200
    )


def test_the_site_is_part_of_the_question(cached: tag_versions.Versions, tree: Tree, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    Site.objects.create(hostname="other.example", root_page=tree.knowledge)
    article = KnowledgeArticlePageFactory(parent=tree.knowledge)
    here, there = (
        json.loads(
            Client().post(
                "/graphql/", {"query": QUERIES["articles"]}, content_type="application/json", headers={"Host": host}
            ).content
        )["data"]["articles"]["nodes"][0]["url"]
        for host in ("testserver", "other.example")
    )  # fmt: skip
    assert here == f"http://testserver/knowledge/{article.slug}/"
    assert there == f"http://other.example/{article.slug}/"


# --- Whose answers ----------------------------------------------------------------------------------------------------


def test_answers_to_members_are_neither_kept_nor_taken(cached: tag_versions.Versions, tree: Tree) -> None:
    private = KnowledgeArticlePageFactory(parent=tree.knowledge, title="For members")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    member = Client()
    member.force_login(get_user_model().objects.create_user("member", password="member"))
    titles = [
        [node["title"] for node in ask(QUERIES["articles"], client)["data"]["articles"]["nodes"]]
        for client in (None, member, None, member, None)
    ]
    assert titles == [[], ["For members"], [], ["For members"], []]


def test_what_is_of_the_moment_is_not_kept(cached: tag_versions.Versions, tree: Tree) -> None:
    article = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Damp")
    for query in ('{ search(query: "damp") { totalCount } }', "{ contentChanges { pageInfo { endCursor } } }"):
        assert [statements(query) > 0 for _ in range(2)] == [True, True], query
    like = f'{{ node(id: "{page_id(article.pk)}") {{ ... on Resource {{ moreLikeThis(first: 2) {{ title }} }} }} }}'
    assert [statements(like) > 0 for _ in range(2)] == [True, True]


def test_errors_are_not_kept(cached: tag_versions.Versions, tree: Tree) -> None:
    wrong = '{ articles(first: 5, after: "nonsense") { totalCount } }'
    assert "errors" in ask(wrong)
    assert not [key for key in cached.redis.scan_iter("answers:*") if key != tag_versions.HASH.encode()]


# --- Never older than the last commit ---------------------------------------------------------------------------------


def test_no_answer_is_older_than_an_edit_of_any_kind(cached: tag_versions.Versions, tree: Tree) -> None:
    edit_and_ask(edits(tree), random.Random(1))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_answer_is_older_than_the_last_of_many_edits(cached: tag_versions.Versions, tree: Tree) -> None:
    rng, every = random.Random(1), edits(tree)
    edit_and_ask([*every, *rng.choices(every, k=60 - len(every))], rng)


def edit_and_ask(chosen: Sequence[Edit], rng: random.Random) -> None:
    """Make these edits, and after each compare what is given with what is worked out anew."""
    paths = [page.get_url() for page in Page.objects.filter(depth__gt=2)]
    hits = 0
    for nth, edit in enumerate(chosen):
        edit(rng)
        asked: list[tuple[str, dict[str, Any]]] = [(query, {}) for query in QUERIES.values()]
        asked += [(PAGE, {"path": path}) for path in (*rng.sample(paths, 4), "/old")]
        for query, variables in asked:
            with CaptureQueriesContext(connection) as captured:
                given = ask(query, **variables)
            hits += not captured
            assert given.get("data") == anew(query, **variables).get("data"), (
                nth,
                edit.__name__,
                query,
                variables,
            )
    assert hits > 2 * len(chosen), "or this would show nothing"


def test_answers_with_pictures_and_documents_are_kept(cached: tag_versions.Versions, tree: Tree) -> None:
    picture = get_image_model().objects.create(title="Old", file=get_test_image_file(size=(64, 40)))
    article = KnowledgeArticlePageFactory(parent=tree.knowledge, cover_image=picture, cover_alt_text="A picture")
    query = "{ articles(first: 5) { nodes { title coverImage { title srcSet rendition(size: CARD) { url } } } } }"
    assert statements(query) > 0
    assert statements(query) == 0
    picture.get_rendition("fill-8x8")  # a file that is made changes no answer
    assert statements(query) == 0
    picture.title = "New"
    picture.save()
    assert ask(query)["data"]["articles"]["nodes"][0]["coverImage"]["title"] == "New"
    assert statements(query) == 0
    CollectionViewRestriction.objects.create(collection=Collection.get_first_root_node(), restriction_type="login")
    assert ask(query)["data"]["articles"]["nodes"][0] == {"title": article.title, "coverImage": None}


def test_a_cache_that_comes_back_as_it_was_gives_nothing_old(cached: tag_versions.Versions, tree: Tree) -> None:
    article = KnowledgeArticlePageFactory(parent=tree.knowledge, title="One")
    ask(QUERIES["articles"])
    saved = cached.redis.dump(tag_versions.HASH)
    article.title = "Two"
    article.save_revision().publish()
    assert ask(QUERIES["articles"])["data"]["articles"]["nodes"][0]["title"] == "Two"
    cached.redis.restore(tag_versions.HASH, 0, saved, replace=True)
    article.title = "Three"
    article.save_revision().publish()
    assert ask(QUERIES["articles"])["data"]["articles"]["nodes"][0]["title"] == "Three"
    assert statements(QUERIES["articles"]) == 0
