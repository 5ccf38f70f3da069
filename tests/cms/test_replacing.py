"""One picture or document takes the place of another wherever it is used, and nothing else changes."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageLogEntry, Workflow

from changes.models import DirtyMarker
from cms.editors.roles import set_up_roles
from content_types.core.replacing import StillUsed, replace_everywhere
from content_types.core.usage import users_of
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.cms import uses
from tests.support.admin import open_form
from tests.support.cells import Cell
from tests.support.tree import Tree


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """A media store of the test's own."""
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()
    return tmp_path


@pytest.fixture
def root(db: Any) -> Any:
    return get_user_model().objects.create_superuser("root", "root@example.org", "kept-secret-1")


def in_a_list_of_steps(tree: Tree, thing: Any) -> Page:
    steps = [{"type": "item", "id": "a", "value": {"heading": "Ask", "text": "<p>x</p>", "image": thing.pk}}]
    return uses.in_body(tree, "steps", {"heading": "How", "steps": steps})


def as_a_download_block(tree: Tree, thing: Any) -> Page:
    return uses.in_body(tree, "document", {"document": thing.pk, "title": "The leaflet"})


def in_an_introduction(tree: Tree, thing: Any) -> Page:
    page = tree.knowledge
    page.title, page.introduction = "Shows it", f'<p>a <a linktype="document" id="{thing.pk}">b</a></p>'
    page.save()
    return page


def in_two_ways(tree: Tree, thing: Any) -> Page:
    page = uses.in_rich_text(tree, thing)
    page.cover_image = page.social_image = thing
    page.cover_decorative = True
    page.save()
    return page


def in_an_alias(tree: Tree, thing: Any) -> Page:
    page = uses.as_cover(tree, thing)
    return page.create_alias(parent=tree.knowledge, update_slug="again")


USES = [
    *uses.USES[:7],
    (uses.picture, in_a_list_of_steps),
    (uses.picture, in_two_ways),
    (uses.picture, in_an_alias),
    (uses.document, as_a_download_block),
    (uses.document, in_an_introduction),
]


def test_every_use_is_replaced(cell: Cell, root: Any) -> None:
    for make, use in USES:
        with cell(thing=make.__name__, use=use.__name__) as tree:
            old, new = make(), make()
            use(tree, old)
            expected = [(type(one), one.pk) for one in users_of(old)]
            assert expected
            changed = replace_everywhere(root, old, new)
            assert [(Page if isinstance(one, Page) else type(one), one.pk) for one in changed] == expected
            assert users_of(old) == []
            assert [(type(one), one.pk) for one in users_of(new)] == expected
            old.delete()  # which is refused while it is used


def test_a_live_page_stays_live_and_its_draft_a_draft(tree: Tree, root: Any) -> None:
    old, new = uses.picture(), uses.picture()
    page = uses.as_cover(tree, old)
    page.save_revision().publish()
    page.refresh_from_db()
    page.title = "A draft"
    page.save_revision()
    published = page.live_revision
    DirtyMarker.objects.all().delete()
    replace_everywhere(root, old, new)
    page = page.specific_class.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    assert (page.live, page.has_unpublished_changes) == (True, True)
    assert (page.title, draft.title) == ("Shows it", "A draft")
    assert page.cover_image == draft.cover_image == new
    assert page.live_revision.as_object().title == "Shows it"
    assert page.live_revision.as_object().cover_image == new
    assert page.live_revision != published  # which the history has as it was
    assert page.revisions.get(pk=published.pk).content["cover_image"] == old.pk
    assert page.latest_revision.is_latest_revision()
    assert page.latest_revision.user == root
    assert page.last_published_at > published.created_at
    entry = PageLogEntry.objects.filter(page=page.pk).first()
    assert (entry.message, entry.user) == ("“The ward” was replaced by “The ward”", root)
    assert DirtyMarker.objects.filter(page_id=page.pk).exists()  # the search, caches and webhooks follow


def test_readers_are_told_nothing_of_a_draft(tree: Tree, root: Any) -> None:
    old, new = uses.picture(), uses.picture()
    page = uses.in_a_draft_of_a_live_page(tree, old)
    before = Page.objects.get(pk=page.pk).last_published_at
    DirtyMarker.objects.all().delete()
    replace_everywhere(root, old, new)
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().cover_image == new
    assert (page.cover_image, page.last_published_at) == (None, before)
    assert not DirtyMarker.objects.exists()


def test_a_schedule_and_a_review_go_on(tree: Tree, root: Any) -> None:
    old, new = uses.picture(), uses.picture()
    scheduled, submitted = (
        KnowledgeArticlePageFactory(parent=tree.knowledge, live=False, cover_image=old, cover_decorative=True)
        for _ in range(2)
    )
    scheduled.go_live_at = timezone.now() + timedelta(days=9)
    scheduled.save_revision().publish()
    submitted.save_revision()
    set_up_roles()
    state = Workflow.objects.get(name="Peer review").start(submitted, root)
    replace_everywhere(root, old, new)
    revision = Page.objects.get(pk=scheduled.pk).scheduled_revision
    assert revision.as_object().cover_image == new
    assert revision.approved_go_live_at == scheduled.go_live_at
    assert scheduled.revisions.filter(approved_go_live_at__isnull=False).count() == 1
    state.refresh_from_db()
    state.current_task_state.approve(user=root)
    published = submitted.specific_class.objects.get(pk=submitted.pk)
    assert (published.live, published.cover_image) == (True, new)


def test_whoever_may_not_change_one_of_the_pages_changes_none(reviewer: Client, tree: Tree) -> None:
    old, new = in_library(uses.picture()), in_library(uses.picture())
    mine = uses.as_cover(tree, old)
    locked = KnowledgeArticlePageFactory(
        parent=tree.knowledge, title="Somebody is at it", locked=True, body=image_block(old)
    )
    answer = reviewer.post(reverse("replace_image", args=[old.pk]), {"by": new.pk}).content.decode()
    assert "Nothing was changed: you may not change and publish all that uses it." in answer
    rejection = answer.split("Nothing was changed")[1].split("</ul>")[0]
    assert "Somebody is at it" in rejection
    assert "Shows it" not in rejection
    assert {one.pk for one in users_of(old)} == {mine.pk, locked.pk}


def test_a_volunteer_may_where_nothing_is_published(volunteer: Client, tree: Tree) -> None:
    old, new = in_library(uses.picture()), in_library(uses.picture())
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, live=False, cover_image=old, cover_decorative=True, owner=account(volunteer)
    )
    url = reverse("replace_image", args=[old.pk])
    answer = volunteer.post(url, {"by": new.pk}, follow=True).content.decode()
    assert "is replaced by “The ward” in 1 place" in answer
    page.refresh_from_db()
    assert page.cover_image == new
    live = uses.as_cover(tree, new)
    back = volunteer.post(reverse("replace_image", args=[new.pk]), {"by": old.pk})
    assert "you may not change and publish" in back.content.decode()
    live.refresh_from_db()
    assert live.cover_image == new


def test_it_is_offered_where_deleting_is_refused(admin_client: Client, cell: Cell) -> None:
    for make, use in ((uses.picture, uses.as_cover), (uses.document, uses.in_rich_text)):
        with cell(thing=make.__name__) as tree:
            old, new = make(), make()
            use(tree, old)
            delete, kind = uses.url(old, "delete"), "image" if make is uses.picture else "document"
            url = reverse(f"replace_{kind}", args=[old.pk])
            assert url in admin_client.get(delete).content.decode()
            assert url in admin_client.post(delete, follow=True).content.decode()
            assert "Shows it" in admin_client.get(url).content.decode()
            assert "Nothing uses it now" in admin_client.post(url, {"by": new.pk}, follow=True).content.decode()
            admin_client.post(delete)
            assert not type(old).objects.filter(pk=old.pk).exists()


def test_what_cannot_take_its_place_is_refused(admin_client: Client, tree: Tree) -> None:
    old, private = uses.picture(), uses.picture()
    private.collection = Collection.get_first_root_node().add_child(name="Private")
    private.save()
    CollectionViewRestriction.objects.create(collection=private.collection, restriction_type="login")
    uses.as_cover(tree, old)
    for by, said in ((old.pk, "Select a valid choice"), (private.pk, "in a private collection"), ("", "required")):
        answer = admin_client.post(reverse("replace_image", args=[old.pk]), {"by": by}).content.decode()
        assert said in answer
    assert len(users_of(old)) == 1


def test_a_picture_that_is_out_of_reach_is_not_shown(volunteer: Client, tree: Tree) -> None:
    old = uses.picture()
    old.collection = Collection.get_first_root_node().add_child(name="Not theirs")
    old.save()
    uses.as_cover(tree, old)
    assert "Shows it" not in volunteer.get(reverse("replace_image", args=[old.pk]), follow=True).content.decode()


def test_a_use_of_an_unknown_kind_undoes_all(tree: Tree, root: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = uses.picture(), uses.picture()
    page = uses.as_cover(tree, old)
    KnowledgeArticlePageFactory(parent=tree.knowledge, body=image_block(old))
    monkeypatch.setattr("content_types.core.replacing.Replacement.in_block", lambda self, block, value: value)
    with pytest.raises(StillUsed):
        replace_everywhere(root, old, new)
    page.refresh_from_db()
    assert page.cover_image == old
    assert len(users_of(old)) == 2


def test_whoever_has_the_page_open_is_asked_before_the_old_picture_comes_back(
    admin_client: Client, tree: Tree, root: Any
) -> None:
    old, new = uses.picture(), uses.picture()
    page = uses.as_cover(tree, old)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = open_form(admin_client, edit)
    replace_everywhere(root, old, new)
    answer = admin_client.post(edit, {**form.data, "action-publish": "1"}).content.decode()
    assert "was replaced by" in answer
    page.refresh_from_db()
    assert page.cover_image == new


def image_block(thing: Any) -> str:
    return json.dumps([{"type": "image", "value": {"image": thing.pk, "decorative": True}}])


def in_library(thing: Any) -> Any:
    """Where volunteers and reviewers choose pictures."""
    thing.collection = Collection.objects.get(name="Library")
    thing.save()
    return thing


def account(client: Client) -> Any:
    """Who is signed in."""
    return get_user_model().objects.get(pk=client.session["_auth_user_id"])


def test_nobody_but_the_admin_is_asked(client: Client, member: Client, tree: Tree) -> None:
    old = uses.picture()
    for asker in (client, member):
        assert asker.get(reverse("replace_image", args=[old.pk])).status_code in {302, 403}
