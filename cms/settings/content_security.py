"""What a page may load and run (https://www.w3.org/TR/CSP3/), enforced everywhere; there is no report-only mode.

No policy lets an inline script run without the nonce of its answer. Scripts and styles come from this site; nothing is asked of another.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

# The style of 500.html and 503.html, which stand alone because the static files may be what went wrong.
STYLE_OF_ERRORS = "'sha256-ohV2xpNx872R7LwsraEzlqfBNC0Mw20I8IQIC4VKE/c='"  # pragma: allowlist secret

# Of a handler that is "return;" and no more.
HANDLER_OF_JCROP = "'sha256-i+qr4lq34KgNHiW62lWi9aInEBwiEOrfCzaNPCvkqD8='"  # pragma: allowlist secret

Directives = dict[str, Any]

# Of what is no page: data, pictures, files. Opened by itself it can do nothing, whatever it holds.
FILES = "default-src 'none'; frame-ancestors 'none'; sandbox"


def page_directives(preview_url: str, site_url: str) -> Directives:
    """Those of pages. Drafts are shown at ``preview_url`` in a frame; empty for the preview of this site. Files are at ``site_url``, whatever
    host a page was opened at.
    """
    preview = urlsplit(preview_url)
    return {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE, STYLE_OF_ERRORS],
        "img-src": [SELF, site_url, "data:"],
        "font-src": [SELF],
        "media-src": [SELF, site_url],
        "connect-src": [SELF],
        "frame-src": [SELF, f"{preview.scheme}://{preview.netloc}"] if preview.netloc else [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],  # editors see a preview in a frame
    }


def admin_directives(preview_url: str, site_url: str) -> Directives:
    """Those of the admin."""
    return {
        **page_directives(preview_url, site_url),
        "img-src": [SELF, site_url, "data:", "blob:"],  # blob: a picture that is about to be uploaded
        # The editor of pictures asks whether a screen can be touched by writing a handler that does nothing; this one may be written.
        "script-src-attr": ["'unsafe-hashes'", HANDLER_OF_JCROP],
        # Wagtail's editors of tables, dates and pictures write `style` attributes, which run nothing.
        "style-src-attr": ["'unsafe-inline'"],
    }
