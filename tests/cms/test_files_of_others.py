"""An editor meets the files of the collections that are theirs to use, and no others by guessing a name or a key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, Page

from cms.editors.roles import LIBRARY_COLLECTION
from content_types.core.factories import StandardPageFactory
from tests.support.tree import Tree
from tests.visibility.files import document, picture
from tests.visibility.states import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_sizes_remembered() -> Iterator[None]:
    """Wagtail keeps sizes by the key of their picture, which another test has again."""
    cache.clear()
    yield
    cache.clear()


def bulk(model: Any, action: str, thing: Any) -> str:
    meta = model._meta
    return reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, action]) + f"?id={thing.pk}"


def test_sizes_of_a_picture_are_for_editors_who_may_use_it(volunteer: Client, administrator: Client) -> None:
    theirs = picture("groups")
    size = f"/media/{theirs.get_rendition('width-100').file.name}"
    assert (volunteer.get(size).status_code, administrator.get(size).status_code) == (404, 200)
    theirs.collection = Collection.objects.get(name=LIBRARY_COLLECTION)
    theirs.save()
    assert volunteer.get(size).status_code == 200


def test_an_action_on_many_names_no_file_of_others(volunteer: Client, administrator: Client) -> None:
    for thing in (picture("groups"), document("login")):
        for action in ("delete", "add_tags", "add_to_collection"):
            address = bulk(type(thing), action, thing)
            assert SECRET not in volunteer.get(address).content.decode()
            assert SECRET in administrator.get(address).content.decode()


def test_an_action_on_many_names_no_page_of_another_site(volunteer: Client, tree: Tree) -> None:
    other = StandardPageFactory(parent=Page.get_first_root_node(), title=f"A {SECRET}")
    ours = StandardPageFactory(parent=tree.home, title="Ours")
    assert SECRET not in volunteer.get(bulk(Page, "publish", other)).content.decode()
    page = volunteer.get(bulk(Page, "publish", ours)).content.decode()
    assert "Ours" in page, "who may see it is told that they may not publish it"
