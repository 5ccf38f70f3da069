"""The initiative as the rest of the product knows it."""

from content_types.core.registry import ContentType, Visibility
from content_types.initiatives.graphql import LIST
from content_types.initiatives.heatmap import HeatmapQuery
from content_types.initiatives.models import Initiative, InitiativeIndexPage
from content_types.initiatives.search import SEARCH

CONTENT_TYPE = ContentType(
    name="initiative",
    label="Initiative",
    folder="initiatives",
    model=Initiative,
    index_model=InitiativeIndexPage,
    visibility=Visibility.PUBLISHED,
    api=LIST,
    search=SEARCH,
    queries=(HeatmapQuery,),
)
