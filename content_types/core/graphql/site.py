"""The settings of the site that a request is for."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from delivery.context import ReadContext


def site_settings(context: ReadContext) -> Any | None:
    """The LibrarySettings of the request's site, read once a request; None where no site is set up."""
    if "site settings" not in context.cache:
        model = apps.get_model("core", "LibrarySettings")
        context.cache["site settings"] = (
            model._default_manager.filter(site_id=context.site.key).first() if context.site else None
        )
    return context.cache["site settings"]
