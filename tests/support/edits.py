"""Everything that an editor may do to what the queries of ``asked`` read."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from content_types.core.models import RelatedResource, ResourcePerson
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PersonFactory, PlaceFactory, TopicFactory
from content_types.tools.factories import ToolPageFactory
from tests.support.tree import Tree

Edit = Callable[[random.Random], object]


class Editor:
    """An editor of a small library; each method is an edit, made to what chance chooses."""

    def __init__(self, tree: Tree) -> None:
        self.topics = [TopicFactory(name=f"Topic {n}") for n in range(3)]
        self.people = [PersonFactory(name=f"Person {n}") for n in range(3)]
        self.image = get_image_model().objects.create(title="Picture", file=get_test_image_file(size=(64, 40)))
        fields = {"topics": self.topics[:2], "cover_image": self.image, "cover_alt_text": "Alt"}
        for nth in range(3):
            KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Article {nth}", **fields)
            ToolPageFactory(parent=tree.tools, title=f"Tool {nth}", topics=self.topics[1:])
            EventPageFactory(parent=tree.events, title=f"Event {nth}")
            InitiativeFactory(
                parent=tree.initiatives,
                title=f"Initiative {nth}",
                places=[PlaceFactory(name=f"Place {nth}", slug=f"kept-place-{nth}")],
            )
        self.tree, self.kinds = tree, [tree.knowledge, tree.tools, tree.events, tree.initiatives]

    def _some(self, rng: random.Random) -> Any:
        """A page below the indexes."""
        return rng.choice(list(Page.objects.filter(depth__gt=3).order_by("pk"))).specific

    def draft(self, rng: random.Random) -> None:
        page = self._some(rng)
        page.title = "Secret draft"
        page.save_revision()

    def unpublish(self, rng: random.Random) -> None:
        self._some(rng).unpublish()

    def publish(self, rng: random.Random) -> None:
        page = rng.choice(list(Page.objects.filter(depth__gt=2).order_by("pk"))).specific
        page.save_revision().publish()

    def create(self, rng: random.Random) -> None:
        KnowledgeArticlePageFactory(parent=self.tree.knowledge, title=f"New {rng.random()}", live=rng.random() < 0.7)

    def delete(self, rng: random.Random) -> None:
        if Page.objects.filter(depth__gt=3).count() > 8:
            self._some(rng).delete()

    def move(self, rng: random.Random) -> None:
        page = self._some(rng)
        same = [one for one in self.kinds if one.pk != page.get_parent().pk and page.can_move_to(one)]
        if same:
            page.move(rng.choice(same), pos="last-child")
        else:
            page.move(page.get_parent(), pos="first-child")

    def reslug(self, rng: random.Random) -> None:
        page = rng.choice(list(Page.objects.filter(depth__gt=2).order_by("pk"))).specific
        page.slug = f"slug-{rng.randrange(10**6)}"
        page.save_revision().publish()

    def hide_index(self, rng: random.Random) -> None:
        index = Page.objects.get(pk=rng.choice(self.kinds).pk).specific
        if index.live:
            index.unpublish()
        else:
            index.save_revision().publish()

    def restrict(self, rng: random.Random) -> None:
        page = rng.choice(list(Page.objects.filter(depth__gt=2).order_by("pk")))
        page.view_restrictions.create(restriction_type=PageViewRestriction.LOGIN)

    def unrestrict(self, rng: random.Random) -> None:
        for one in PageViewRestriction.objects.all():
            one.delete()

    def regroup(self, rng: random.Random) -> None:
        restriction = PageViewRestriction.objects.create(
            page=self._some(rng), restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(Group.objects.create(name=f"group {rng.random()}"))

    def rename_topic(self, rng: random.Random) -> None:
        topic = rng.choice(self.topics)
        topic.name = f"Topic {rng.random()}"
        topic.save()

    def unpublish_topic(self, rng: random.Random) -> None:
        topic = rng.choice(self.topics)
        topic.refresh_from_db()
        topic.live = not topic.live
        topic.save()

    def parent_topic(self, rng: random.Random) -> None:
        self.topics[0].parent = rng.choice([None, self.topics[2]])
        self.topics[0].save()

    def rename_person(self, rng: random.Random) -> None:
        person = rng.choice(self.people)
        person.name = f"Person {rng.random()}"
        person.save()

    def people_of(self, rng: random.Random) -> None:
        page = self._some(rng)
        if hasattr(page, "people"):
            page.people.set([ResourcePerson(person=rng.choice(self.people), role="author")])
            page.save_revision().publish()

    def related(self, rng: random.Random) -> None:
        page, other = self._some(rng), self._some(rng)
        if hasattr(page, "related_resources") and page.pk != other.pk:
            page.related_resources.set([RelatedResource(related_page_id=other.pk)])
            page.save_revision().publish()

    def tag(self, rng: random.Random) -> None:
        page = self._some(rng)
        if hasattr(page, "tags"):
            page.tags.add(f"tag{rng.randrange(5)}")
            page.save_revision().publish()

    def rename_tag(self, rng: random.Random) -> None:
        if Tag.objects.count() == 1:
            Tag.objects.update(name="renamed", slug="renamed")

    def in_bulk(self, rng: random.Random) -> None:
        Page.objects.filter(depth__gt=3).update(title=f"Bulk {rng.random()}")

    def image_private(self, rng: random.Random) -> None:
        hidden = Collection.objects.get(depth=1).add_child(name=f"Hidden {rng.random()}")
        CollectionViewRestriction.objects.create(collection=hidden, restriction_type=CollectionViewRestriction.LOGIN)
        self.image.collection = rng.choice([hidden, Collection.objects.get(depth=1)])
        self.image.save()

    def redirect(self, rng: random.Random) -> None:
        Redirect.objects.all().delete()
        Redirect.objects.create(old_path="/old", redirect_page=self._some(rng))

    def move_site(self, rng: random.Random) -> None:
        site = Site.objects.get()
        site.port = rng.choice([80, 8080])
        site.save()

    def expire(self, rng: random.Random) -> None:
        page = self._some(rng)
        page.expire_at = timezone.now() - timedelta(seconds=1)
        page.save()

    def rolled_back(self, rng: random.Random) -> None:
        with transaction.atomic():
            self.retitle(rng)
            transaction.set_rollback(True)

    def retitle(self, rng: random.Random) -> None:
        page = self._some(rng)
        page.title = f"Title {rng.random()}"
        page.save_revision().publish()


def edits(tree: Tree) -> list[Edit]:
    """Every edit, to be called with a source of chance."""
    editor = Editor(tree)
    return [getattr(editor, name) for name in vars(Editor) if not name.startswith("_")]
