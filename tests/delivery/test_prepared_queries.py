"""Reads that are put together once give what a queryset gives."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import DateTimeField, F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from content_types.taxonomy.factories import TopicFactory
from content_types.taxonomy.models import Topic
from delivery.prepared_queries import Bind, PreparedQuery, _with_constants
from tests.support.tree import Tree

pytestmark = [pytest.mark.django_db, pytest.mark.differs_by_database]


def test_it_is_built_once_and_gives_what_differs(tree: Tree) -> None:
    built: list[int] = []

    def build() -> Any:
        built.append(1)
        return Page.objects.filter(pk__among=Bind("keys"), live=True).order_by("pk")

    prepared = PreparedQuery(build)
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge) for _ in range(3)]
    for wanted in (pages[:1], pages, [], pages[1:]):
        keys = {page.pk for page in wanted}
        with CaptureQueriesContext(connection) as captured:
            found = prepared.run(keys=keys)
        assert [page.pk for page in found] == sorted(keys)
        assert len(captured) == 1
    assert built == [1]
    assert found[0] == Page.objects.get(pk=found[0].pk)


def test_objects_are_as_django_makes_them(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Damp", summary="Mould")
    (made,) = PreparedQuery(lambda: KnowledgeArticlePage.objects.filter(pk__among=Bind("keys")).defer("body")).run(
        keys=[page.pk]
    )
    same = KnowledgeArticlePage.objects.defer("body").get(pk=page.pk)
    assert made == same
    assert made.get_deferred_fields() == same.get_deferred_fields() == {"body"}
    assert {name: value for name, value in made.__dict__.items() if name != "_state"} == {
        name: value for name, value in same.__dict__.items() if name in made.__dict__ and name != "_state"
    }
    assert made.body == same.body, "what was left out is read when it is asked for"
    made.title = "Dry"
    made.save()
    assert KnowledgeArticlePage.objects.get(pk=page.pk).title == "Dry"


def test_objects_of_a_single_column(tree: Tree) -> None:
    topic = TopicFactory(name="Damp", slug="damp")
    (made,) = PreparedQuery(lambda: Topic.objects.filter(pk__among=Bind("keys")).only("pk")).run(keys=[topic.pk])
    assert (made.pk, made.slug) == (topic.pk, "damp")


def test_fields_that_convert_do_and_models_with_listeners_are_made_by_django(tree: Tree) -> None:
    image = get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(64, 40)))
    (made,) = PreparedQuery(lambda: get_image_model().objects.filter(pk__among=Bind("keys"))).run(keys=[image.pk])
    assert (made.file.name, made.width) == (image.file.name, 64)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[("rich_text", "<p>Words</p>")])
    (whole,) = PreparedQuery(lambda: KnowledgeArticlePage.objects.filter(pk__among=Bind("keys"))).run(keys=[page.pk])
    assert whole.body[0].value.source == "<p>Words</p>"
    same = KnowledgeArticlePage.objects.get(pk=page.pk)
    assert list(whole.__dict__.keys() ^ same.__dict__.keys()) == []
    assert list(whole.body.raw_data) == list(same.body.raw_data)


def test_an_object_of_several_owners_is_one(tree: Tree) -> None:
    topics = [TopicFactory(name="B"), TopicFactory(name="A")]
    pages = [KnowledgeArticlePageFactory(parent=tree.knowledge, topics=topics) for _ in range(2)]
    by_owner = PreparedQuery(
        lambda: Topic.objects.filter(resources__pk__among=Bind("keys")).annotate(owner=F("resources__pk"))
    )
    rows = by_owner.run_beside(keys=[page.pk for page in pages])
    assert sorted((owner, topic.name) for (owner,), topic in rows) == sorted(
        (page.pk, name) for page in pages for name in "AB"
    )
    assert len({id(topic) for _, topic in rows}) == 2
    assert {topic.owner for topic in by_owner.run(keys=[pages[0].pk])} == {pages[0].pk}


def test_numbers_are_a_part_of_the_statement() -> None:
    sql, left = _with_constants("SELECT %s, '100%%' WHERE a > %s AND b = %s AND c = %s", [7, -1, "text", True])
    assert sql == "SELECT 7, '100%%' WHERE a > -1 AND b = %s AND c = %s"
    assert left == ["text", True]


def test_lookups(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    below = PreparedQuery(lambda: Page.objects.filter(path__below=Bind("paths")).values_list("pk"))
    assert below.run(paths=[tree.knowledge.path, tree.tools.path]) == below.run(
        paths=(tree.tools.path, tree.knowledge.path)
    )
    assert (page.pk,) in below.run(paths=[tree.knowledge.path])
    assert (tree.home.pk,) not in below.run(paths=[tree.knowledge.path])
    assert below.run(paths=[]) == []
    words = PreparedQuery(lambda: Topic.objects.filter(slug__has_words=Bind("words")).values_list("slug"))
    TopicFactory(name="Food insecurity", slug="food-insecurity")
    TopicFactory(name="Seafood", slug="seafood")
    assert words.run(words=["-food"]) == [("food-insecurity",)]
    assert words.run(words=["-ins", "-fo"]) == [("food-insecurity",)]
    assert words.run(words=["-food", "-sea"]) == []


def test_moments(tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    since = PreparedQuery(
        lambda: Page.objects.filter(first_published_at__gte=Bind("since", DateTimeField())).values_list("pk")
    )
    moment = Page.objects.get(pk=page.pk).first_published_at
    assert moment is not None
    assert (page.pk,) in since.run(since=moment)
    assert (page.pk,) not in since.run(since=timezone.now() + timedelta(hours=1))


def test_what_cannot_be_prepared_says_so(tree: Tree) -> None:
    with pytest.raises(TypeError, match="read those by themselves"):
        PreparedQuery(lambda: Page.objects.select_related("owner").filter(pk__among=Bind("keys"))).run(keys=[1])
    with pytest.raises(KeyError, match="keys"):
        PreparedQuery(lambda: Page.objects.filter(pk__among=Bind("keys"))).run()
