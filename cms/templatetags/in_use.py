"""What uses the thing that a page of the admin asks about."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model

from cms.editors.in_use import Use, use_of

register = template.Library()

_IN_BULK = ("image", "document", "snippet", "page", "user")  # what Wagtail's confirmations of several call one of them


@register.simple_tag(takes_context=True)
def where_used(context: Any) -> Use | None:
    """What uses the object of a confirmation, or the one of several that is listed; None where it is about neither."""
    listed = [context[name]["item"] for name in _IN_BULK if isinstance(context.get(name), dict)]
    thing = listed[0] if listed else context.get("object")
    return use_of(thing, context["request"].user) if isinstance(thing, Model) else None
