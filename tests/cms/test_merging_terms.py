"""Two terms that are one: what points at the one points at the other, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry

from changes.models import DirtyMarker
from cms.editors.merging_terms import merge_terms
from cms.editors.roles import REVIEWERS, set_up_roles
from content_types.core.models import ResourcePerson
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import OrganisationFactory, PersonFactory, PlaceFactory, TopicFactory
from content_types.taxonomy.models import Topic
from review.models import TopicReviewer
from search.models import Synonym
from tests.support.admin import open_form, refused
from tests.support.races import race
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Any:
    set_up_roles()
    return get_user_model().objects.create_superuser("root", "root@example.org", "kept-secret-1")


@pytest.fixture
def client(root: Any) -> Client:
    client = Client()
    client.force_login(root)
    return client


def topics(page: Page) -> list[str]:
    return sorted(one.name for one in page.specific_class.objects.get(pk=page.pk).topics.all())


def test_pages_and_their_drafts_point_at_the_one_that_stays(root: Any, tree: Tree) -> None:
    old, new, other = (TopicFactory(name=name) for name in ("Homes", "Housing", "Food"))
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, topics=[old, new, other])
    page.save_revision().publish()
    page.title = "Drafted"
    page.save_revision()
    DirtyMarker.objects.all().delete()
    assert merge_terms(root, old, new) == [page]
    stored = Page.objects.get(pk=page.pk).specific
    draft = stored.get_latest_revision_as_object()
    assert topics(page) == ["Food", "Housing"]
    assert (draft.title, sorted(one.name for one in draft.topics.all())) == ("Drafted", ["Food", "Housing"])
    assert (stored.live, stored.has_unpublished_changes) == (True, True)
    assert sorted(stored.live_revision.content["topics"]) == sorted([new.pk, other.pk])
    assert not Topic.objects.filter(pk=old.pk).exists()
    assert DirtyMarker.objects.filter(page_id=page.pk).exists()
    assert PageLogEntry.objects.filter(page=page.pk, action="library.replace").exists()


def test_a_person_with_one_part_twice_has_it_once(root: Any, tree: Tree) -> None:
    old, new = PersonFactory(name="A. Okafor"), PersonFactory(name="Amina Okafor")
    page = KnowledgeArticlePageFactory(parent=tree.knowledge)
    parts_before = [(old, "author"), (new, "author"), (old, "speaker")]
    page.people.set([ResourcePerson(person=one, role=role) for one, role in parts_before])
    page.save_revision().publish()
    merge_terms(root, old, new)
    parts = ResourcePerson.objects.filter(page=page.pk)
    assert set(parts.values_list("person__name", "role")) == {(new.name, "author"), (new.name, "speaker")}
    assert parts.count() == 2
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert sorted(one.role for one in draft.people.all()) == ["author", "speaker"]


def test_terms_places_and_reviewers_point_at_the_one_that_stays(root: Any, tree: Tree) -> None:
    old, new = PlaceFactory(name="UK"), PlaceFactory(name="United Kingdom", slug="uk-2")
    below, hospital = PlaceFactory(name="Leeds", parent=old), OrganisationFactory(name="LGI", place=old)
    initiative = InitiativeFactory(parent=tree.initiatives, place=old)
    merge_terms(root, old, new)
    for one in (below, hospital, initiative):
        one.refresh_from_db()
    assert (below.parent, hospital.place, initiative.place) == (new, new, new)
    one, two = TopicFactory(name="Homes"), TopicFactory(name="Housing")
    TopicReviewer.objects.create(user=root, topic=one)
    TopicReviewer.objects.create(user=root, topic=two)
    merge_terms(root, one, two)
    assert TopicReviewer.objects.get().topic == two


def test_name_address_and_translations_are_kept(root: Any, client: Client, tree: Tree, settings: Any) -> None:
    settings.FRONTEND_URL, settings.TERM_PATHS = "https://www.example.org", {"topics": "/topics/{slug}/"}
    old, new = TopicFactory(name="Fuel poverty"), TopicFactory(name="Cold homes")
    old.translations = {"cy": {"name": "Tlodi tanwydd"}}
    old.save()
    Redirect.objects.create(old_path="/fuel", redirect_link="/topics/fuel-poverty/")
    merge_terms(root, old, new)
    new.refresh_from_db()
    assert new.translations["cy"]["name"] == "Tlodi tanwydd"
    synonym = Synonym.objects.get()
    assert (synonym.words, synonym.also_finds) == ("Fuel poverty", "Cold homes")
    links = dict(Redirect.objects.values_list("old_path", "redirect_link"))
    assert links == {"/fuel": "/topics/cold-homes/", "/topics/fuel-poverty": "/topics/cold-homes/"}
    asked = '{ route(path: "/topics/fuel-poverty/") { status } }'
    answer = client.post("/graphql/", {"query": asked}, content_type="application/json").json()
    assert answer["data"]["route"]["status"] == "REDIRECT", answer
    history = client.get(reverse("wagtailsnippets_taxonomy_topic:history", args=[new.pk])).content.decode()
    assert "“Fuel poverty” was merged into this one" in history


def test_the_page_of_the_admin_shows_first_and_refuses_what_cannot_be(client: Client, tree: Tree) -> None:
    old, draft = TopicFactory(name="Homes"), TopicFactory(name="Housing", live=False)
    below, new = TopicFactory(name="Damp", parent=old), TopicFactory(name="Shelter")
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="On homes", topics=[old])
    address = reverse("merge_term", args=["topics", old.pk])
    assert address in client.get(reverse("wagtailsnippets_taxonomy_topic:list")).content.decode()
    assert address in client.get(reverse("wagtailsnippets_taxonomy_topic:edit", args=[old.pk])).content.decode()
    shown = client.get(address).content.decode()
    assert "On homes" in shown
    assert "Damp" in shown
    for chosen, said in ((draft, "is not published"), (below, "stands below"), (old, "valid choice")):
        assert said in client.post(address, {"into": chosen.pk}).content.decode()
    assert client.post(address, {"into": new.pk}).status_code == 302
    assert not Topic.objects.filter(pk=old.pk).exists()


def test_who_may_not_delete_a_term_or_change_a_page_may_not_merge(root: Any, tree: Tree) -> None:
    old, new = TopicFactory(name="Homes"), TopicFactory(name="Housing")
    reviewer = get_user_model().objects.create_user("reviewer", password="x")
    reviewer.groups.add(Group.objects.get(name=REVIEWERS))
    client = Client()
    client.force_login(reviewer)
    assert refused(client.post(reverse("merge_term", args=["topics", old.pk]), {"into": new.pk}))
    assert Topic.objects.filter(pk=old.pk).exists()
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Held", topics=[old])
    page.locked, page.locked_by = True, reviewer
    page.save()
    client.force_login(root)
    answer = client.post(reverse("merge_term", args=["topics", old.pk]), {"into": new.pk})
    assert "Nothing was changed" in answer.content.decode()
    assert topics(page) == ["Homes"]


def test_what_points_at_a_term_is_shown_at_the_same_cost(client: Client, tree: Tree) -> None:
    old = TopicFactory(name="Homes")
    counts = []
    for _ in range(2):
        for _ in range(3):
            KnowledgeArticlePageFactory(parent=tree.knowledge, topics=[old])
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("merge_term", args=["topics", old.pk]))
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 6  # the names of those that are shown, eight at most


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_page_that_takes_the_term_meanwhile_says_so_and_keeps_what_was_typed(client: Client, tree: Tree) -> None:
    old, new = TopicFactory(name="Homes"), TopicFactory(name="Housing")
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="As it was", topics=[new], live=False)
    page.save_revision()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = open_form(client, edit).fill(title="Typed", topics=[str(old.pk)])
    merge = reverse("merge_term", args=["topics", old.pk])
    merged, saved = race(old, lambda: client.post(merge, {"into": new.pk}), form.submit)
    assert merged.status_code == 302
    assert saved.status_code == 200
    assert "Typed" in saved.content.decode()
    assert topics(page) == ["Housing"]
