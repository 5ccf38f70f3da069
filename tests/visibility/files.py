"""Pictures and documents in collections of every kind, and a page that shows them."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction, Page

from content_types.tools.factories import ToolPageFactory
from tests.support.tree import Tree
from tests.visibility.states import SECRET

COLLECTIONS = {
    "public": True,
    "password": False,
    "login": False,
    "groups": False,
    "below password": False,
    "below login": False,
    "below groups": False,
}


def collection(kind: str) -> Collection:
    """A collection of this kind; “below” is a public one inside a private one."""
    made = Collection.get_first_root_node().add_child(name=f"Collection {kind}")
    restriction = kind.removeprefix("below ")
    if restriction != "public":
        row = CollectionViewRestriction.objects.create(
            collection=made, restriction_type=restriction, password="open sesame"
        )
        if restriction == "groups":
            row.groups.add(Group.objects.create(name="Inner circle"))
    return made.add_child(name="Inside") if kind.startswith("below ") else made


def picture(kind: str) -> Any:
    """A picture in such a collection."""
    file = get_test_image_file(filename=f"{SECRET}.png", size=(900, 600))
    return get_image_model().objects.create(
        title=f"A {SECRET}", description=f"A {SECRET}", file=file, collection=collection(kind)
    )


def document(kind: str) -> Any:
    """A document in such a collection."""
    file = ContentFile(f"{SECRET} inside".encode(), name=f"{SECRET}.txt")
    return get_document_model().objects.create(title=f"A {SECRET}", file=file, collection=collection(kind))


def host(tree: Tree, body: list[Any] | None = None, **fields: Any) -> Page:
    """A public page with these blocks and fields."""
    page = ToolPageFactory(parent=tree.tools, title="Host", **fields)
    page.body = json.dumps(body or [])
    page.save()
    return page
