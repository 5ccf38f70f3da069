"""What the library search takes from a knowledge article."""

from content_types.core.registry import SearchDeclaration

SEARCH = SearchDeclaration(filters=lambda page: {"kind": page.kind})
