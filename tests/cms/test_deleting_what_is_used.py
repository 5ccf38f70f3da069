"""A picture, document or term that is used is not deleted, by any way; and what uses it is counted alike everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, ReferenceIndex

from content_types.core.usage import users_of
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import ProfessionFactory, TopicFactory
from content_types.taxonomy.models import Topic
from tests.cms.uses import USES, as_cover, by_a_topic, document, in_rich_text, picture, url
from tests.support.cells import Cell
from tests.support.tree import Tree


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """A media store of the test's own."""
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()
    return tmp_path


def test_every_use_is_counted_and_keeps_what_is_used(admin_client: Client, cell: Cell) -> None:
    for make, use in USES:
        with cell(thing=make.__name__, use=use.__name__) as tree:
            thing = make()
            user = use(tree, thing)
            assert [str(one) for one in users_of(thing)] == ["Shows it"]
            asked = admin_client.get(url(thing, "delete")).content.decode()
            assert "used 1 time" in asked
            assert "Shows it" in asked
            assert "Yes, delete" not in asked
            answer = admin_client.post(url(thing, "delete"), follow=True).content.decode()
            assert "is used in 1 place: “Shows it”" in answer
            if make is not TopicFactory:  # what programs may take away, as the search then learns
                for delete in (thing.delete, type(thing).objects.filter(pk=thing.pk).delete):
                    with pytest.raises(ProtectedError), transaction.atomic():
                        delete()
            user.delete()
            assert "Yes, delete" in admin_client.get(url(thing, "delete")).content.decode()
            admin_client.post(url(thing, "delete"))
            assert not type(thing).objects.filter(pk=thing.pk).exists()


def test_several_are_not_deleted_at_once_either(admin_client: Client, cell: Cell) -> None:
    for make, use in ((picture, as_cover), (document, in_rich_text), (TopicFactory, by_a_topic)):
        with cell(thing=make.__name__) as tree:
            thing, unused = make(), make()
            use(tree, thing)
            label, model = type(thing)._meta.app_label, type(thing)._meta.model_name
            bulk = reverse("wagtail_bulk_action", args=[label, model, "delete"])
            bulk += f"?id={thing.pk}&id={unused.pk}&next=/admin/"
            asked = admin_client.get(bulk, follow=True).content.decode()
            assert "Shows it" in asked
            assert "Yes, delete" not in asked
            admin_client.post(bulk)
            assert type(thing).objects.count() == 2


@pytest.mark.django_db(transaction=True)  # the refusal is told after the deletion was rolled back
def test_the_uploaders_bin_says_why_not(admin_client: Client, tree: Tree) -> None:
    thing = picture()
    as_cover(tree, thing)
    bin_ = reverse("wagtailimages:delete_multiple", args=[thing.pk])
    answer = admin_client.post(bin_, headers={"x-requested-with": "XMLHttpRequest"})
    assert answer.status_code == 409
    assert "“The ward” is used in 1 place: “Shows it”" in answer.json()["error_message"]


def test_a_collection_does_not_take_what_is_used_with_it(tree: Tree) -> None:
    thing = picture()
    thing.collection = Collection.get_first_root_node().add_child(name="Old")
    thing.save()
    as_cover(tree, thing)
    with pytest.raises(ProtectedError), transaction.atomic():
        thing.collection.delete()


def test_the_count_is_one_everywhere(admin_client: Client, tree: Tree) -> None:
    topic, shown = TopicFactory(), picture()
    for _ in range(2):
        page = KnowledgeArticlePageFactory(
            parent=tree.knowledge, topics=[topic], cover_image=shown, cover_decorative=True, social_image=shown
        )
    page.topics = []
    page.save_revision()  # the live page keeps it
    for thing in (topic, shown):
        assert len(users_of(thing)) == 2
        assert ReferenceIndex.get_count_references_to_in_bulk([thing]) == {thing: 2}
        for what in ("delete", "unpublish") if thing is topic else ("delete",):
            assert "used 2 times" in admin_client.get(url(thing, what)).content.decode()
        assert admin_client.get(url(thing, "usage")).content.decode().count("Edit this") == 2
    listed = admin_client.get(reverse(Topic.snippet_viewset.get_url_name("list"))).context["object_list"]
    assert [one.resource_count for one in listed] == [2]
    assert "Used 2 times" in admin_client.get(reverse("wagtailimages:index") + "?layout=list").content.decode()


def test_links_are_followed_when_they_change(tree: Tree) -> None:
    one, other, profession = TopicFactory(), TopicFactory(), ProfessionFactory()
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, topics=[one])
    page.topics = [other]
    page.professions = [profession]
    page.save()
    assert [len(users_of(term)) for term in (one, other, profession)] == [0, 1, 1]
    other.resources.remove(page.librarypage_ptr)
    assert users_of(other) == []
