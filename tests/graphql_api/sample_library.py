"""A library for generated queries: something in every field, and hidden things beside whatever is shown."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django.contrib.auth.models import Group
from grapple.registry import registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction, Page

from content_types.core.documents import DOCUMENT
from content_types.core.identity import global_id, page_id
from content_types.core.images import IMAGE
from content_types.core.models import LibraryPage, LibrarySettings, RelatedResource, ResourcePerson
from content_types.core.site_settings import NavigationItem
from content_types.taxonomy.factories import PersonFactory, TopicFactory
from graphql_api.schema.types import term_kind
from search.rebuild import rebuild
from tests.clients import library
from tests.support.tree import Tree
from tests.support.types import TYPES, factory_of
from tests.visibility.states import SECRET, STATES


def hide(tree: Tree) -> list[Page]:
    """A page in each hidden state, of one type after the other, each named after the secret."""
    hidden = []
    for number, state in enumerate(state for state in STATES if not state.visible):
        content_type = TYPES[number % len(TYPES)]
        factory = factory_of(content_type.model)

        def make(factory: Any = factory, number: int = number, **fields: Any) -> Page:
            return factory(**{**fields, "slug": f"{SECRET}-{number}"})

        hidden.append(state.build(make, tree.indexes[content_type.folder]))
        Group.objects.filter(name="Inner circle").update(name=f"Circle {number}")
    return hidden


def build(tree: Tree) -> dict[str, list[Any]]:
    """Fill the library, hide things in it, and index it.

    Gives values that arguments may take, by name or type; the secret is none of them.
    """
    library.build(tree)
    for one in TYPES:
        if not one.model.objects.exists():
            factory_of(one.model)(parent=tree.indexes[one.folder])
    hidden = hide(tree)
    topic = TopicFactory(name=f"Topic {SECRET}", slug=f"topic-{SECRET}", live=False)
    person = PersonFactory(name=f"Dr {SECRET}", slug=f"dr-{SECRET}", live=False)
    locked = Collection.get_first_root_node().add_child(name="Locked")
    CollectionViewRestriction.objects.create(collection=locked, restriction_type="login")
    image = get_image_model().objects.first()
    picture = get_image_model().objects.create(
        title=f"Picture {SECRET}", file=image.file.name, width=640, height=400, collection=locked, description=SECRET
    )
    for page in LibraryPage.objects.live().exclude(slug__contains=SECRET).specific():
        page.topics.add(topic)
        ResourcePerson.objects.create(page=page, person=person, role="author")
        for other in hidden:
            RelatedResource.objects.create(page=page, related_page=other)
        page.social_image = picture
        page.save()
    settings = LibrarySettings.for_site(tree.site)
    for number, page in enumerate(hidden):
        NavigationItem.objects.create(settings=settings, title="There", page=page)
        Redirect.objects.create(old_path=f"/old-{number}", redirect_page=page, site=tree.site)
    rebuild("database", lambda done, total: None)
    keys = [page_id(key) for key in Page.objects.values_list("pk", flat=True)]
    paths = ["/", "/knowledge/", "/tools/whole-tool/", "/events/whole-event/", "/about/", "/knowledge/whole-article/"]
    others = [
        global_id(kind, key)
        for kind, model in {
            **{term_kind(one): one for one in registry.snippets},
            IMAGE: get_image_model(),
            DOCUMENT: get_document_model(),
        }.items()
        for key in model._default_manager.values_list("pk", flat=True)[:20]
    ]
    return {
        "id": keys,
        "ids": [one for pair in zip_longest(keys, others) for one in pair if one],
        "ID": keys,
        "path": paths,
        "first": [1, 2, 5, 20, 100],
        "slugs": ["housing", "damp", "england", "ward"],
        "anyOf": ["housing", "damp", "england", "yorkshire", "ward", "night shift"],
        "allOf": ["housing", "damp"],
        "noneOf": ["damp", "england"],
        "people": ["amina"],
        "organisations": ["leeds"],
        "query": ["article", "waiting room", "ask kindly", "topic:housing", "type:tool", "asking", "artcle"],
        "prefix": ["ar", "hou", "wh", "am"],
        "resolution": [2, 3, 4, 5, 6],
        "years": [2025, 2026],
        "Locale": ["en-gb"],
        "enums": ["Kind", "Level"],
        "after": [None],
        "before": [None],
        "last": [1, 2, 5, 20, 100],
    }
