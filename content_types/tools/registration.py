"""The tool as the rest of the product knows it."""

from content_types.core.registry import ContentType, Visibility
from content_types.tools.graphql import LIST
from content_types.tools.models import ToolIndexPage, ToolPage
from content_types.tools.search import SEARCH

CONTENT_TYPE = ContentType(
    name="tool",
    label="Tool",
    folder="tools",
    model=ToolPage,
    index_model=ToolIndexPage,
    visibility=Visibility.PUBLISHED,
    api=LIST,
    search=SEARCH,
)
