"""The initiative as the rest of the product knows it."""

from content_types.core.registry import ContentType, Visibility
from content_types.initiatives.contribution import CONTRIBUTIONS
from content_types.initiatives.graphql import FIELDS, LIST
from content_types.initiatives.heatmap import HeatmapQuery
from content_types.initiatives.linked_data import linked_data
from content_types.initiatives.markdown import MARKDOWN
from content_types.initiatives.models import Initiative, InitiativeIndexPage
from content_types.initiatives.search import SEARCH
from content_types.initiatives.starters import STARTERS

CONTENT_TYPE = ContentType(
    name="initiative",
    type_name="Initiative",
    label="Initiative",
    folder="initiatives",
    model=Initiative,
    index_model=InitiativeIndexPage,
    visibility=Visibility.PUBLISHED,
    fields=FIELDS,
    api=LIST,
    markdown=MARKDOWN,
    search=SEARCH,
    linked_data=linked_data,
    starters=STARTERS,
    contributions=CONTRIBUTIONS,
    queries=(HeatmapQuery,),
    review_months=12,
)
