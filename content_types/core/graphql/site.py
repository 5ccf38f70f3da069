"""The settings of the site that a request is for."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from wagtail.models import Site

from content_types.core.context import ReadContext


def site_settings(context: ReadContext) -> Any | None:
    """The LibrarySettings of the request's site, read once a request; None where no site is set up."""
    if "site settings" not in context.cache:
        site = Site.find_for_request(context.request)
        model = apps.get_model("core", "LibrarySettings")
        context.cache["site settings"] = model._default_manager.filter(site=site).first() if site else None
    return context.cache["site settings"]
