"""What search engines and link previews are told of a page or a term."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import graphene
from wagtail.models import Page

from content_types.core.graphql.cost import costs
from content_types.core.graphql.scalars import URL
from content_types.core.images import ImageRendition, ImageValue, RenditionValue
from content_types.core.library import LibraryPage
from content_types.core.linked_data import json_ld
from content_types.taxonomy import linked_data as terms
from content_types.taxonomy.graphql import photo_of
from content_types.taxonomy.models import Person, Term
from delivery.context import ReadContext
from graphql_api.schema.page_relations import way_to


class Told(ABC):
    """What is told of something."""

    @abstractmethod
    def title(self) -> str: ...

    @abstractmethod
    def description(self) -> str | None: ...

    @abstractmethod
    def url(self, context: ReadContext) -> str | None: ...

    @abstractmethod
    def image(self, info: Any) -> ImageValue | None: ...

    @abstractmethod
    def json_ld(self, info: Any) -> str: ...


@dataclass(frozen=True)
class ToldOfPage(Told):
    """What editors chose for a page, or else its content."""

    page: Any

    def title(self) -> str:
        return str(self.page.seo_title or self.page.title)

    def description(self) -> str | None:
        return self.page.search_description or getattr(self.page, "summary", "") or None

    def url(self, context: ReadContext) -> str | None:
        return context.page_url(self.page)

    def image(self, info: Any) -> ImageValue | None:
        if not isinstance(self.page, LibraryPage):
            return None
        from content_types.core.graphql.library import LibraryResource

        value: ImageValue | None = LibraryResource.resolve_social_image(self.page, info)
        return value

    def json_ld(self, info: Any) -> str:
        page: Page = self.page
        return json_ld(page, [*way_to(page, info), page], ReadContext.of(info.context))


@dataclass(frozen=True)
class ToldOfTerm(Told):
    """What a term says of itself."""

    term: Term

    def title(self) -> str:
        return str(self.term.said("name"))

    def description(self) -> str | None:
        return terms.description(self.term)

    def url(self, context: ReadContext) -> str | None:
        return terms.term_url(self.term, context)

    def image(self, info: Any) -> ImageValue | None:
        return photo_of(self.term, info) if isinstance(self.term, Person) else None

    def json_ld(self, info: Any) -> str:
        return terms.json_ld(self.term, ReadContext.of(info.context))


class Seo(graphene.ObjectType):
    """What search engines and link previews are told of a page or a term: chosen by editors, or else taken from its content."""

    title = graphene.String(required=True, description="For the `title` element.")
    description = graphene.String(
        description="For the description. Of a page the summary where editors wrote no other; of a term what it means or does, of a person how "
        "their biography begins, or else what they are."
    )
    canonical_url = URL(
        description="The one address of this page, or of the page of this term; null where there is none."
    )
    image = graphene.Field(
        ImageRendition,
        description="For link previews, 1200 × 630 JPEG; the cover where editors chose no other, the portrait of a person.",
    )

    json_ld = graphene.String(
        required=True,
        description="JSON-LD in the vocabulary of schema.org, with the way to the page: put it as it is into a `script` element of the "
        "type `application/ld+json`.",
    )

    @staticmethod
    def resolve_title(root: Told, info: Any) -> str:
        return root.title()

    @staticmethod
    def resolve_description(root: Told, info: Any) -> str | None:
        return root.description()

    @staticmethod
    def resolve_canonical_url(root: Told, info: Any) -> str | None:
        return root.url(ReadContext.of(info.context))

    @staticmethod
    def resolve_image(root: Told, info: Any) -> RenditionValue | None:
        value = root.image(info)
        return value.rendition("social", "jpeg") if value else None

    @staticmethod
    @costs(each=60, once=700)
    def resolve_json_ld(root: Told, info: Any) -> str:
        return root.json_ld(info)
