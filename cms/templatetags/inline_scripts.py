"""What Wagtail starts by inline scripts, as elements that ``content-security.js`` starts: no policy need allow inline scripts then."""

from __future__ import annotations

import json

from django import template

from cms.editors.inline_scripts import start_widget

register = template.Library()


@register.simple_tag
def start_field(name: str, element_id: str, config_json: str) -> str:
    """Start a widget of a field by its id and its options."""
    return start_widget(name, [element_id, json.loads(config_json)])


@register.simple_tag
def start_panel(name: str, options_json: str) -> str:
    """Start a panel by its options."""
    return start_widget(name, [json.loads(options_json)])
