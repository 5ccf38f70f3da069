"""The script that watches over the session, for the templates of the admin and of a form that was given back."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from cms.editors.signed_out import script

register = template.Library()


@register.simple_tag(takes_context=True)
def watch_session(context: template.Context) -> SafeString:
    """The script, for whoever is signed in and for whoever was."""
    user: Any = getattr(context.get("request"), "user", None)
    return script(user) if user is not None else SafeString("")
