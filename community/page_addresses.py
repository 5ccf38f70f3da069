"""Where readers find pages and the site, for mails."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from delivery import addresses


def at_the_site(path: str) -> str:
    """An address of the site that members read."""
    return f"{(settings.FRONTEND_URL or settings.SITE_URL).rstrip('/')}/{path}"


def address_of(page: Any, frontends: dict[int, str] | None = None) -> str:
    """Where readers find a page; whoever asks for many brings ``delivery.addresses.frontends``."""
    parts = page.get_url_parts()
    if not parts or parts[2] is None:
        return ""
    known = addresses.frontends() if frontends is None else frontends
    return f"{known.get(parts[0], '')}{addresses.without_prefix(parts[2])}"
