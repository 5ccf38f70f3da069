"""The knowledge article as the rest of the product knows it."""

from content_types.core.registry import ContentType, Visibility
from content_types.knowledge.contribution import CONTRIBUTIONS
from content_types.knowledge.graphql import FIELDS, LIST
from content_types.knowledge.linked_data import linked_data
from content_types.knowledge.models import KnowledgeArticlePage, KnowledgeIndexPage
from content_types.knowledge.search import SEARCH
from content_types.knowledge.starters import STARTERS

CONTENT_TYPE = ContentType(
    name="article",
    type_name="Article",
    label="Knowledge article",
    folder="knowledge",
    model=KnowledgeArticlePage,
    index_model=KnowledgeIndexPage,
    visibility=Visibility.PUBLISHED,
    fields=FIELDS,
    api=LIST,
    search=SEARCH,
    linked_data=linked_data,
    starters=STARTERS,
    contributions=CONTRIBUTIONS,
)
