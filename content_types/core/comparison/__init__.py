"""What changed between two versions of a page, for editors, reviewers and programs.

``compare(before, after)`` gives a list of ``Change``, one a field; ``text_of`` and ``html_of`` write one. They know nothing of requests, of
the admin's views or of the API.
"""

from content_types.core.comparison.changes import Change, Kind
from content_types.core.comparison.markup import html_of
from content_types.core.comparison.pages import compare
from content_types.core.comparison.plain import text_of

__all__ = ["Change", "Kind", "compare", "html_of", "text_of"]
