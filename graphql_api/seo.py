"""What search engines and link previews are told of a page."""

from __future__ import annotations

from typing import Any

import graphene
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.images import ImageRendition, ImageValue, RenditionValue
from content_types.core.library import LibraryPage


class Seo(graphene.ObjectType):
    """What search engines and link previews are told of a page, chosen by editors or else taken from its content."""

    title = graphene.String(required=True, description="For the `title` element.")
    description = graphene.String(description="For the description; the summary where editors wrote no other.")
    canonical_url = graphene.String(description="The one address of this page; null where no site holds it.")
    image = graphene.Field(
        ImageRendition,
        description="For link previews, 1200 × 630 JPEG; the cover where editors chose no other.",
    )

    @staticmethod
    def resolve_title(root: Page, info: Any) -> str:
        return root.seo_title or root.title

    @staticmethod
    def resolve_description(root: Page, info: Any) -> str | None:
        return root.search_description or getattr(root, "summary", "") or None

    @staticmethod
    def resolve_canonical_url(root: Page, info: Any) -> str | None:
        return ReadContext.of(info.context).page_url(root)

    @staticmethod
    def resolve_image(root: Page, info: Any) -> RenditionValue | None:
        if not isinstance(root, LibraryPage):
            return None
        from content_types.core.graphql.library import LibraryResource

        value: ImageValue | None = LibraryResource.resolve_social_image(root, info)
        return value.rendition("social", "jpeg", ReadContext.of(info.context)) if value else None
