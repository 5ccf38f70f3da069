"""Whole answers that are kept: given again without a statement, and never older than the last commit."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from content_types.core.identity import page_id
from content_types.core.models import RelatedResource, ResourcePerson
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PersonFactory, PlaceFactory, TopicFactory
from content_types.tools.factories import ToolPageFactory
from graphql_api import views
from graphql_api.kept import answers, versions
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db(transaction=True)

CARD = """title url path ... on LibraryResource { summary tags topics { name parent { name } } people { role person { name } }
  coverImage { alt rendition(size: CARD) { url } } relatedResources { title url } }"""
QUERIES = {
    "articles": f"{{ articles(first: 20) {{ totalCount nodes {{ {CARD} body {{ ... on RichTextBlock {{ text {{ html }} }} }} }} }} }}",
    "tools": f"{{ tools(first: 20) {{ totalCount nodes {{ {CARD} }} }} }}",
    "events": f"{{ events(first: 20) {{ totalCount nodes {{ {CARD} }} }} }}",
    "initiatives": "{ initiatives(first: 20) { totalCount nodes { title url places { name } } } }",
    "topics": "{ topics { name slug parent { name } } }",
    "sitemap": "{ sitemap(first: 50) { nodes { url } } }",
    "site": "{ site { name tagline home { title } navigation { __typename } } redirects { nodes { oldPath url page { title } } } }",
}
PAGE = f"""query($path: String!) {{ route(path: $path) {{ status page {{ {CARD} breadcrumbs {{ title url }} parent {{ title }}
  ... on LibraryResource {{ body {{ ... on RichTextBlock {{ text {{ html }} }} ... on ResourceLinkBlock {{ page {{ title url }} }} }} }} }} redirect {{ url }} }} }}"""


@pytest.fixture
def kept(redis_url: str, settings: Any) -> Iterator[versions.Versions]:
    """A shared cache in which answers are kept."""
    settings.GRAPHQL_ANSWERS_URL, settings.GRAPHQL_ANSWERS_SECONDS = redis_url, 300
    settings.RATE_LIMITS = {"address": "", "member": "", "key": ""}
    answers.at_hand.clear()
    target = versions.versions()
    assert target is not None
    yield target
    versions._connected.cache_clear()


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


# --- Hits ---------------------------------------------------------------------------------------------------------------------------


def test_an_answer_is_given_again_without_a_statement(kept: versions.Versions, tree: Tree) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="One")
    assert statements(QUERIES["articles"]) > 0
    first = ask(QUERIES["articles"])
    assert statements(QUERIES["articles"]) == 0
    assert ask(QUERIES["articles"]) == first
    assert statements(QUERIES["articles"].replace("first: 20", "first: 19")) > 0, "another document"


def test_a_publish_drops_what_it_changes_and_nothing_else(kept: versions.Versions, tree: Tree) -> None:
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


def test_what_was_asked_for_before_it_was_there_is_found_once_it_is(kept: versions.Versions, tree: Tree) -> None:
    key = KnowledgeArticlePageFactory(parent=tree.knowledge).pk + 1
    asked = [
        f"query($id: ID!) {{ {field} {{ id }} }}" for field in ("page(id: $id)", "node(id: $id)", "nodes(ids: [$id])")
    ]
    for query in asked:
        assert ask(query, id=page_id(key))["data"].popitem()[1] in (None, [None])
    new = tree.knowledge.add_child(instance=KnowledgeArticlePageFactory.build(title="New", live=True))
    assert new.pk == key
    for query in asked:
        assert ask(query, id=page_id(key))["data"].popitem()[1] in ({"id": page_id(key)}, [{"id": page_id(key)}])


def test_get_may_be_kept_by_shared_caches_and_is_asked_about(
    kept: versions.Versions, tree: Tree, client: Client
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


def test_the_address_of_the_site_is_part_of_the_question(kept: versions.Versions, tree: Tree, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    article = KnowledgeArticlePageFactory(parent=tree.knowledge)
    here, there = (
        json.loads(
            Client().post("/graphql/", {"query": QUERIES["articles"]}, content_type="application/json", headers={"Host": host}).content
        )["data"]["articles"]["nodes"][0]["url"]
        for host in ("testserver", "other.example")
    )  # fmt: skip
    assert here.endswith(article.get_url())
    assert here != there


# --- Whose answers ------------------------------------------------------------------------------------------------------------------


def test_answers_to_members_are_neither_kept_nor_taken(kept: versions.Versions, tree: Tree) -> None:
    private = KnowledgeArticlePageFactory(parent=tree.knowledge, title="For members")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    member = Client()
    member.force_login(get_user_model().objects.create_user("member", password="member"))
    titles = [
        [node["title"] for node in ask(QUERIES["articles"], client)["data"]["articles"]["nodes"]]
        for client in (None, member, None, member, None)
    ]
    assert titles == [[], ["For members"], [], ["For members"], []]


def test_what_is_of_the_moment_is_not_kept(kept: versions.Versions, tree: Tree) -> None:
    article = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Damp")
    for query in ('{ search(query: "damp") { totalCount } }', "{ contentChanges { endCursor } }"):
        assert [statements(query) > 0 for _ in range(2)] == [True, True], query
    like = (
        f'{{ page(id: "{page_id(article.pk)}") {{ ... on LibraryResource {{ moreLikeThis(first: 2) {{ title }} }} }} }}'
    )
    assert [statements(like) > 0 for _ in range(2)] == [True, True]


def test_errors_are_not_kept(kept: versions.Versions, tree: Tree) -> None:
    wrong = '{ articles(first: 5, after: "nonsense") { totalCount } }'
    assert "errors" in ask(wrong)
    assert not [key for key in kept.redis.scan_iter("answers:*") if key != versions.HASH.encode()]


# --- Never older than the last commit ---------------------------------------------------------------------------------------------


def _edits(tree: Tree) -> list[Callable[[random.Random], object]]:
    """Everything that an editor may do to what the queries read."""
    topics = [TopicFactory(name=f"Topic {n}") for n in range(3)]
    people = [PersonFactory(name=f"Person {n}") for n in range(3)]
    image = get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(64, 40)))
    fields = {"topics": topics[:2], "cover_image": image, "cover_alt_text": "Alt"}
    for nth in range(3):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Article {nth}", **fields)
        ToolPageFactory(parent=tree.tools, title=f"Tool {nth}", topics=topics[1:])
        EventPageFactory(parent=tree.events, title=f"Event {nth}")
        InitiativeFactory(
            parent=tree.initiatives,
            title=f"Initiative {nth}",
            places=[PlaceFactory(name=f"Place {nth}", slug=f"kept-place-{nth}")],
        )
    kinds = [tree.knowledge, tree.tools, tree.events, tree.initiatives]

    def some(rng: random.Random) -> Any:
        return rng.choice(list(Page.objects.filter(depth__gt=3).order_by("pk"))).specific

    def retitle(rng: random.Random) -> None:
        page = some(rng)
        page.title = f"Title {rng.random()}"
        page.save_revision().publish()

    def draft(rng: random.Random) -> None:
        page = some(rng)
        page.title = "Secret draft"
        page.save_revision()

    def unpublish(rng: random.Random) -> None:
        some(rng).unpublish()

    def publish(rng: random.Random) -> None:
        page = rng.choice(list(Page.objects.filter(depth__gt=2).order_by("pk"))).specific
        page.save_revision().publish()

    def create(rng: random.Random) -> None:
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"New {rng.random()}", live=rng.random() < 0.7)

    def delete(rng: random.Random) -> None:
        if Page.objects.filter(depth__gt=3).count() > 8:
            some(rng).delete()

    def move(rng: random.Random) -> None:
        page = some(rng)
        same = [one for one in kinds if one.pk != page.get_parent().pk and page.can_move_to(one)]
        if same:
            page.move(rng.choice(same), pos="last-child")
        else:
            page.move(page.get_parent(), pos="first-child")

    def reslug(rng: random.Random) -> None:
        page = rng.choice(list(Page.objects.filter(depth__gt=2).order_by("pk"))).specific
        page.slug = f"slug-{rng.randrange(10**6)}"
        page.save_revision().publish()

    def hide_index(rng: random.Random) -> None:
        index = Page.objects.get(pk=rng.choice(kinds).pk).specific
        if index.live:
            index.unpublish()
        else:
            index.save_revision().publish()

    def restrict(rng: random.Random) -> None:
        page = rng.choice(list(Page.objects.filter(depth__gt=2).order_by("pk")))
        page.view_restrictions.create(restriction_type=PageViewRestriction.LOGIN)

    def unrestrict(rng: random.Random) -> None:
        for one in PageViewRestriction.objects.all():
            one.delete()

    def regroup(rng: random.Random) -> None:
        restriction = PageViewRestriction.objects.create(page=some(rng), restriction_type=PageViewRestriction.GROUPS)
        restriction.groups.add(Group.objects.create(name=f"group {rng.random()}"))

    def rename_topic(rng: random.Random) -> None:
        topic = rng.choice(topics)
        topic.name = f"Topic {rng.random()}"
        topic.save()

    def unpublish_topic(rng: random.Random) -> None:
        topic = rng.choice(topics)
        topic.refresh_from_db()
        topic.live = not topic.live
        topic.save()

    def parent_topic(rng: random.Random) -> None:
        topics[0].parent = rng.choice([None, topics[2]])
        topics[0].save()

    def rename_person(rng: random.Random) -> None:
        person = rng.choice(people)
        person.name = f"Person {rng.random()}"
        person.save()

    def people_of(rng: random.Random) -> None:
        page = some(rng)
        if hasattr(page, "people"):
            page.people.set([ResourcePerson(person=rng.choice(people), role="author")])
            page.save_revision().publish()

    def related(rng: random.Random) -> None:
        page, other = some(rng), some(rng)
        if hasattr(page, "related_resources") and page.pk != other.pk:
            page.related_resources.set([RelatedResource(related_page_id=other.pk)])
            page.save_revision().publish()

    def tag(rng: random.Random) -> None:
        page = some(rng)
        if hasattr(page, "tags"):
            page.tags.add(f"tag{rng.randrange(5)}")
            page.save_revision().publish()

    def rename_tag(rng: random.Random) -> None:
        from taggit.models import Tag

        Tag.objects.update(name="renamed", slug="renamed") if Tag.objects.count() == 1 else None

    def in_bulk(rng: random.Random) -> None:
        Page.objects.filter(depth__gt=3).update(title=f"Bulk {rng.random()}")

    def image_private(rng: random.Random) -> None:
        hidden = Collection.objects.get(depth=1).add_child(name=f"Hidden {rng.random()}")
        CollectionViewRestriction.objects.create(collection=hidden, restriction_type=CollectionViewRestriction.LOGIN)
        image.collection = rng.choice([hidden, Collection.objects.get(depth=1)])
        image.save()

    def redirect(rng: random.Random) -> None:
        Redirect.objects.all().delete()
        Redirect.objects.create(old_path="/old", redirect_page=some(rng))

    def move_site(rng: random.Random) -> None:
        site = Site.objects.get()
        site.port = rng.choice([80, 8080])
        site.save()

    def expire(rng: random.Random) -> None:
        page = some(rng)
        page.expire_at = timezone.now() - timedelta(seconds=1)
        page.save()

    def rolled_back(rng: random.Random) -> None:
        with transaction.atomic():
            retitle(rng)
            transaction.set_rollback(True)

    return [value for value in locals().values() if callable(value) and getattr(value, "__module__", "") == __name__ and value is not some]  # fmt: skip


def test_no_answer_is_older_than_the_last_edit(kept: versions.Versions, tree: Tree) -> None:
    edits = _edits(tree)
    rng = random.Random(1)
    paths = [page.get_url() for page in Page.objects.filter(depth__gt=2)]
    hits = 0
    for nth in range(60):
        edit = edits[nth] if nth < len(edits) else rng.choice(edits)
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
    assert hits > 100, "or this would show nothing"


def test_answers_with_pictures_and_documents_are_kept(kept: versions.Versions, tree: Tree) -> None:
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


def test_a_cache_that_comes_back_as_it_was_gives_nothing_old(kept: versions.Versions, tree: Tree) -> None:
    article = KnowledgeArticlePageFactory(parent=tree.knowledge, title="One")
    saved = kept.redis.dump(versions.HASH)
    article.title = "Two"
    article.save_revision().publish()
    assert ask(QUERIES["articles"])["data"]["articles"]["nodes"][0]["title"] == "Two"
    kept.redis.restore(versions.HASH, 0, saved, replace=True)
    article.title = "Three"
    article.save_revision().publish()
    assert ask(QUERIES["articles"])["data"]["articles"]["nodes"][0]["title"] == "Three"
    assert statements(QUERIES["articles"]) == 0
