"""Every way in which a picture, a document or a term is used."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PersonFactory, TopicFactory
from content_types.tools.factories import ToolPageFactory
from tests.support.pictures import saved, scene
from tests.support.tree import Tree


def picture() -> Any:
    file = ContentFile(saved(scene(), "PNG"), name="ward.png")
    return get_image_model().objects.create(title="The ward", file=file)


def document() -> Any:
    return get_document_model().objects.create(title="The leaflet", file=ContentFile(b"Words", name="leaflet.txt"))


def in_body(tree: Tree, kind: str, value: dict[str, Any]) -> Page:
    return KnowledgeArticlePageFactory(
        parent=tree.knowledge, title="Shows it", body=json.dumps([{"type": kind, "value": value}])
    )


def as_cover(tree: Tree, thing: Any) -> Page:
    return KnowledgeArticlePageFactory(
        parent=tree.knowledge, title="Shows it", cover_image=thing, cover_decorative=True
    )


def in_an_image_block(tree: Tree, thing: Any) -> Page:
    return in_body(tree, "image", {"image": thing.pk, "decorative": True})


def in_rich_text(tree: Tree, thing: Any) -> Page:
    kind = "image" if isinstance(thing, get_image_model()) else "document"
    tag = f'<embed embedtype="image" id="{thing.pk}" format="left" alt="x"/>'
    text = tag if kind == "image" else f'<p><a linktype="document" id="{thing.pk}">x</a></p>'
    return KnowledgeArticlePageFactory(
        parent=tree.knowledge, title="Shows it", body=json.dumps([{"type": "rich_text", "value": text}])
    )


def in_a_draft_of_a_live_page(tree: Tree, thing: Any) -> Page:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Shows it")
    page.cover_image, page.cover_decorative = thing, True
    page.save_revision()
    return page


def as_a_photo(tree: Tree, thing: Any) -> Any:
    return PersonFactory(name="Shows it", photo=thing)


def as_a_download(tree: Tree, thing: Any) -> Page:
    page = ToolPageFactory(parent=tree.tools, title="Shows it")
    page.downloads.create(document=thing)
    page.save()
    return page


def by_a_topic(tree: Tree, thing: Any) -> Page:
    return KnowledgeArticlePageFactory(parent=tree.knowledge, title="Shows it", topics=[thing])


def by_a_topic_in_a_draft(tree: Tree, thing: Any) -> Page:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Shows it")
    page.topics = [thing]
    page.save_revision()
    return page


USES: list[tuple[Callable[[], Any], Callable[[Tree, Any], Any]]] = [
    *((picture, use) for use in (as_cover, in_an_image_block, in_rich_text, in_a_draft_of_a_live_page, as_a_photo)),
    *((document, use) for use in (as_a_download, in_rich_text)),
    *((TopicFactory, use) for use in (by_a_topic, by_a_topic_in_a_draft)),
]


def url(thing: Any, what: str) -> str:
    if isinstance(thing, get_image_model()):
        return reverse(f"wagtailimages:{'image_usage' if what == 'usage' else what}", args=[thing.pk])
    if isinstance(thing, get_document_model()):
        return reverse(f"wagtaildocs:{'document_usage' if what == 'usage' else what}", args=[thing.pk])
    return reverse(type(thing).snippet_viewset.get_url_name(what), args=[thing.pk])
