"""Wellbeing guidance as the rest of the product knows it."""

from content_types.core.registry import ContentType, Visibility
from content_types.wellbeing.graphql import LIST
from content_types.wellbeing.models import WellbeingGuidancePage, WellbeingIndexPage
from content_types.wellbeing.search import SEARCH

CONTENT_TYPE = ContentType(
    name="wellbeing",
    label="Wellbeing guidance",
    folder="wellbeing",
    model=WellbeingGuidancePage,
    index_model=WellbeingIndexPage,
    visibility=Visibility.PUBLISHED,
    api=LIST,
    search=SEARCH,
)
