"""The editors' field for terms: a list of boxes to tick, in the order of the tree; a script adds a search and shows what is chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django import forms


def in_tree_order(terms: list[Any]) -> Iterator[tuple[Any, list[str]]]:
    """Each term after the one that it stands under, with the names of those above it; terms of no tree as they come.

    One whose parent is not among them stands at the top.
    """
    keys = {term.pk for term in terms}
    below: dict[Any, list[Any]] = defaultdict(list)
    for term in terms:
        parent = getattr(term, "parent_id", None)
        below[parent if parent in keys else None].append(term)

    def visit(parent: Any, above: list[str]) -> Iterator[tuple[Any, list[str]]]:
        for term in below.get(parent, ()):
            yield term, above
            yield from visit(term.pk, [*above, term.name])

    yield from visit(None, [])


class TermPicker(forms.CheckboxSelectMultiple):
    """Boxes to tick instead of a list in which a click takes every other choice away."""

    template_name = "core/widgets/term_picker.html"

    class Media:
        js = ("cms/admin/term_picker.js",)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # Not as for other boxes, which would be asked of the database a second time.
        context: dict[str, Any] = forms.Widget.get_context(self, name, value, attrs)
        chosen = {str(key) for key in value or ()}
        terms = [getattr(key, "instance", None) for key, _ in self.choices]
        prefix = context["widget"]["attrs"].get("id", name)
        context["terms"] = [
            {
                "id": f"{prefix}_{number}",
                "key": term.pk,
                "name": term.name,
                "above": above,
                "depth": len(above),
                "live": term.live,
                "chosen": str(term.pk) in chosen,
            }
            for number, (term, above) in enumerate(in_tree_order([term for term in terms if term is not None]))
        ]
        context["described_by"] = context["widget"]["attrs"].get("aria-describedby")
        context["label"] = name.replace("_", " ").capitalize()
        return context
