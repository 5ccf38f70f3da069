"""What the library search takes from a knowledge article."""

from content_types.core.filtering.fields import kind_field
from content_types.core.registry import SearchDeclaration
from content_types.knowledge.models import KnowledgeArticlePage

SEARCH = SearchDeclaration(fields=(kind_field(KnowledgeArticlePage.Kind),))
