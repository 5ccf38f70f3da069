"""Reading a draft through a preview token.

wagtail-headless-preview signs a token for one page when an editor opens a preview, and keeps what the form held. It checks the signature but
never the age; here a token is good for ``PREVIEW_TOKEN_MAX_AGE`` seconds from the moment of signing.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired
from wagtail.models import Page
from wagtail_headless_preview.models import HeadlessPreviewMixin, PagePreview


class PreviewRefused(Exception):
    """A preview token that cannot be used; the message says why and what to do."""


def page_of_token(token: str) -> Page | None:
    """The draft that a token was made for, marked as a preview; None when it has been cleared away.

    Raises PreviewRefused for a token that is forged, broken or too old.
    """
    try:
        HeadlessPreviewMixin.get_preview_signer().unsign(token, max_age=settings.PREVIEW_TOKEN_MAX_AGE)
    except SignatureExpired as error:
        raise PreviewRefused("This preview has expired. Open the preview again in the admin.") from error
    except (BadSignature, ValueError) as error:
        raise PreviewRefused(
            "This is not a preview token. Open the preview in the admin and use the token that it gives."
        ) from error
    preview = PagePreview.objects.filter(token=token).first()
    if preview is None:
        return None
    page: Any = preview.as_page()
    page._is_preview = True
    if page.pk is None:
        # Never saved: give it a key of its own so that bulk loading finds nothing of other pages.
        page.pk = 0
    return page
