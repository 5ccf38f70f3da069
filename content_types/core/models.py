"""The base of every resource, and the pages that hold the library together."""

from content_types.core.library import (
    BlockEvidence,
    LibraryPage,
    LibraryPageTag,
    RelatedResource,
    ResourcePerson,
    Source,
)
from content_types.core.pages import FeaturedResource, HomePage, IndexPage, SitePage, StandardPage
from content_types.core.preview import PreviewLink
from content_types.core.reads import PageReads
from content_types.core.site_settings import LibrarySettings, NavigationItem

__all__ = [
    "BlockEvidence",
    "FeaturedResource",
    "HomePage",
    "IndexPage",
    "LibraryPage",
    "LibraryPageTag",
    "LibrarySettings",
    "NavigationItem",
    "PageReads",
    "PreviewLink",
    "RelatedResource",
    "ResourcePerson",
    "SitePage",
    "Source",
    "StandardPage",
]
