"""Wellbeing guidance as the rest of the product knows it."""

from content_types.core.registry import ContentType, Visibility
from content_types.wellbeing.contribution import CONTRIBUTIONS
from content_types.wellbeing.graphql import BLOCKS, FIELDS, LIST
from content_types.wellbeing.linked_data import linked_data
from content_types.wellbeing.markdown import MARKDOWN
from content_types.wellbeing.models import WellbeingGuidancePage, WellbeingIndexPage
from content_types.wellbeing.search import SEARCH
from content_types.wellbeing.starters import STARTERS

CONTENT_TYPE = ContentType(
    name="wellbeing",
    type_name="WellbeingGuidance",
    label="Wellbeing guidance",
    folder="wellbeing",
    model=WellbeingGuidancePage,
    index_model=WellbeingIndexPage,
    visibility=Visibility.PUBLISHED,
    fields=FIELDS,
    blocks=BLOCKS,
    api=LIST,
    markdown=MARKDOWN,
    search=SEARCH,
    linked_data=linked_data,
    starters=STARTERS,
    contributions=CONTRIBUTIONS,
    review_months=12,
)
