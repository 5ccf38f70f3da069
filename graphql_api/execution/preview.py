"""Reading a draft through a preview token, or the link of a review; the rules are in ``content_types.core.preview`` and ``review``."""

from __future__ import annotations

from wagtail.models import Page

from content_types.core import preview
from content_types.core.errors import BadInput
from delivery.context import ReadContext
from review.errors import ReviewError
from review.invitations import draft_of


def page_of_token(context: ReadContext, token: str) -> Page:
    """The draft that a token was made for, marked as a preview; from here on nothing may keep the answer.

    Raises BadInput for a token that is forged, broken, too old or revoked.
    """
    context.viewer.reads_draft = True
    try:
        return preview.page_of_token(token)
    except preview.PreviewRejected as error:
        raise BadInput(str(error), "previewToken") from error


def page_in_review(context: ReadContext, token: str) -> Page:
    """The draft that a link's review is about, marked as a preview. Raises BadInput where the link opens none now."""
    context.viewer.reads_draft = True
    try:
        return preview.as_preview(draft_of(token))
    except ReviewError as error:
        raise BadInput(str(error), "reviewToken") from error
