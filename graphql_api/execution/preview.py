"""Reading a draft through a preview token; the rule itself is in ``content_types.core.preview``."""

from __future__ import annotations

from wagtail.models import Page

from content_types.core import preview
from content_types.core.errors import BadInput
from delivery.context import ReadContext


def page_of_token(context: ReadContext, token: str) -> Page:
    """The draft that a token was made for, marked as a preview; from here on nothing may keep the answer.

    Raises BadInput for a token that is forged, broken, too old or revoked.
    """
    context.viewer.reads_draft = True
    try:
        return preview.page_of_token(token)
    except preview.PreviewRejected as error:
        raise BadInput(str(error), "previewToken") from error
