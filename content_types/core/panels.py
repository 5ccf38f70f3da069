"""Parts of the editors' forms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel


def shown_if(**values: str | list[str]) -> dict[str, str]:
    """Attributes of a panel that is seen only while other fields of the form have these values. What it holds is sent all the same.

    By Wagtail's own script; without it every panel is seen.
    """
    return {
        "data-controller": "w-rules",
        "data-action": "change@document->w-rules#resolve",
        "data-w-rules-target": "show",
        "data-w-rules": json.dumps(values),
    }


class FoldedPanel(MultiFieldPanel):
    """Fields that few need: folded away, with a heading that says what is in it, until something is filled in.

    Wagtail's own script folds it; without it everything is seen. What has an error stands open.
    """

    def __init__(self, children: Any = (), *args: Any, **kwargs: Any) -> None:
        super().__init__(children, *args, **{"classname": "collapsed", **kwargs})

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def classes(self) -> list[str]:
            is_open = any(_is_filled_in(one) for one in _leaves(self))
            return [name for name in super().classes() if not (is_open and name == "collapsed")]


def _leaves(panel: Any) -> Iterator[Any]:
    for child in panel.children:
        if isinstance(child, FieldPanel.BoundPanel | InlinePanel.BoundPanel):
            yield child
        elif hasattr(child, "children"):
            yield from _leaves(child)


def _is_filled_in(panel: Any) -> bool:
    """Whether a field says something else than a new page, or what is wrong with it must be seen."""
    if isinstance(panel, InlinePanel.BoundPanel):
        return bool(panel.formset.forms)
    if panel.bound_field is None:
        return False
    if panel.bound_field.errors:
        return True
    value, column = panel.bound_field.value(), panel.panel.db_field
    empty: tuple[Any, ...] = (None, "", [], False)
    return not (value in empty or value == column.get_default())
