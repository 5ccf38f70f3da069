"""Wagtail's inline scripts, which the Content-Security-Policy forbids, as elements.

Wagtail 8 starts choosers, date fields and inline panels by a ``<script>`` beside each, written where nothing knows the request and so no nonce
(https://github.com/wagtail/wagtail/issues/1288). Each is an element ``start-widget`` instead, which our script starts when it is put into the page.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser

_CALL = re.compile(r"(?:new )?(\w+)\((.*)\);", re.DOTALL)


def start_widget(name: str, arguments: list[Any]) -> SafeString:
    """The element that starts a widget; ``content-security.js`` lists the names that it may call."""
    return format_html(
        '<start-widget hidden name="{}" arguments="{}"></start-widget>',
        name,
        json.dumps(arguments, cls=DjangoJSONEncoder),
    )


def _render_chooser(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> str:
    if not attrs or "id" not in attrs:
        raise TypeError("A chooser cannot be rendered without an 'id' attribute.")
    data = self.get_value_data(value)
    script = self.render_js_init(attrs["id"], name, data)
    call = _CALL.fullmatch(script)
    if call is None:
        raise ValueError(f"The script that starts {type(self).__name__} is no single call: {script}")
    return mark_safe(self.render_html(name, data, attrs) + start_widget(call[1], json.loads(f"[{call[2]}]")))


def connect() -> None:
    """Called once, when Django starts: every chooser is rendered without an inline script."""
    BaseChooser.render = _render_chooser
