"""Reading a draft through a preview token; the rule itself is in ``content_types.core.preview``."""

from __future__ import annotations

from wagtail.models import Page

from content_types.core import preview
from content_types.core.errors import BadInput


def page_of_token(token: str) -> Page | None:
    """The draft that a token was made for, marked as a preview; None when it has been cleared away.

    Raises BadInput for a token that is forged, broken or too old.
    """
    try:
        return preview.page_of_token(token)
    except preview.PreviewRefused as error:
        raise BadInput(str(error), "previewToken") from error
