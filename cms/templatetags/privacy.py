"""Template tags of the dialog that makes a page private."""

from __future__ import annotations

from typing import Any

from django import template
from wagtail.models import Page

from delivery.privacy import aliases_below, public_copies

register = template.Library()


@register.simple_tag
def privacy_reach(of: Any) -> dict[str, Any]:
    """``{% privacy_reach object as reach %}``: the aliases that become private with a page, and the copies that do not; none for a collection."""
    if not isinstance(of, Page):
        return {"aliases": [], "copies": []}
    return {"aliases": list(aliases_below(of.path).order_by("title", "pk")), "copies": list(public_copies(of))}
