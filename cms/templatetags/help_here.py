"""For the header of the admin's screens: the link to the passage of the guide."""

from __future__ import annotations

from typing import Any

from django import template

from cms.editors.help_here import help_for

register = template.Library()


@register.inclusion_tag("cms/admin/help_here.html", takes_context=True)
def help_here(context: Any) -> dict[str, Any]:
    """The link “Help”, where the guide has a passage."""
    request = getattr(context, "request", None)  # kept where a template is included with ``only``
    return {"address": help_for(request) if request is not None else None}
