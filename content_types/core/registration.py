"""What the API shows of the base of all resources, and of pages that are not resources."""

from content_types.core.graphql.block_types import show_blocks
from content_types.core.graphql.blocks import BLOCKS
from content_types.core.graphql.library import LibraryResource
from content_types.core.graphql.site_pages import HOME_FIELDS, INTRODUCED_FIELDS, STANDARD_PAGE_FIELDS
from content_types.core.markdown import blocks as markdown
from content_types.core.markdown.streams import write_blocks
from content_types.core.models import HomePage, IndexPage, LibraryPage, StandardPage
from content_types.core.registry import show


def show_pages() -> None:
    """Declare them; called once, when Django starts."""
    show_blocks(BLOCKS)
    write_blocks(markdown.BLOCKS)
    show(LibraryPage, [], interfaces=(LibraryResource,))
    show(IndexPage, INTRODUCED_FIELDS)
    show(HomePage, HOME_FIELDS)
    show(StandardPage, STANDARD_PAGE_FIELDS)
