"""What the library search takes from a knowledge article."""

from content_types.core.registry import SearchDeclaration
from content_types.knowledge.models import KnowledgeArticlePage

SEARCH = SearchDeclaration(
    filters=lambda page: {"kind": page.kind}, labels={"kind": dict(KnowledgeArticlePage.Kind.choices)}
)
