"""The tool as the rest of the product knows it."""

from content_types.core.registry import ContentType, Visibility
from content_types.tools.contribution import CONTRIBUTIONS
from content_types.tools.graphql import FIELDS, LIST, QUESTIONNAIRE, questionnaires
from content_types.tools.graphql_blocks import BLOCKS
from content_types.tools.linked_data import linked_data
from content_types.tools.markdown import MARKDOWN
from content_types.tools.models import ToolIndexPage, ToolPage
from content_types.tools.search import SEARCH
from content_types.tools.starters import STARTERS

CONTENT_TYPE = ContentType(
    name="tool",
    type_name="Tool",
    label="Tool",
    folder="tools",
    model=ToolPage,
    index_model=ToolIndexPage,
    visibility=Visibility.PUBLISHED,
    fields=FIELDS,
    blocks=BLOCKS,
    api=LIST,
    markdown=MARKDOWN,
    search=SEARCH,
    linked_data=linked_data,
    starters=STARTERS,
    contributions=CONTRIBUTIONS,
    nodes={QUESTIONNAIRE: questionnaires},
    use_reports=True,
)
