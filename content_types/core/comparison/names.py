"""What the chosen things of a page are called: read once for both versions, one statement a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from wagtail import blocks

from content_types.core.richtext_tree import Reference
from content_types.core.streams import REFERENCE_MODELS, html_references, walk

Thing = tuple[type[Model], Any]  # a model and a key
Titles = Callable[[type[Model], set[Any]], Mapping[Any, str]]


def every_title(model: type[Model], keys: set[Any]) -> Mapping[Any, str]:
    """What these objects are called, for editors, who may see all of them."""
    return {key: str(one) for key, one in model._base_manager.in_bulk(keys).items()}


class Names:
    """The names of things by model and key."""

    def __init__(self, wanted: Iterable[Thing], titles: Titles) -> None:
        keys: dict[type[Model], set[Any]] = defaultdict(set)
        for model, key in wanted:
            keys[model].add(key)
        self._titles = {model: titles(model, some) for model, some in keys.items()}

    def of(self, model: type[Model], key: Any) -> str:
        """What it is called; for what is not there, or not for this reader to see, what kind of thing it is."""
        found = self._titles.get(model, {}).get(key)
        return found if found is not None else f"{capfirst(str(model._meta.verbose_name))} that cannot be shown"

    def of_reference(self, reference: Reference) -> str:
        """The name of what rich text links to or shows."""
        return self.of(REFERENCE_MODELS[reference.kind](), reference.key)


def things_of_stream(block: blocks.StreamBlock, raw: Any) -> Iterator[Thing]:
    """What the choosers and rich texts of a stored stream name."""
    for leaf, value in walk(block, raw):
        if isinstance(leaf, blocks.RichTextBlock):
            yield from html_references(value or "")
        elif isinstance(leaf, blocks.ChooserBlock) and value not in (None, ""):
            yield leaf.model_class, key_of(leaf, value)


def key_of(block: blocks.ChooserBlock, value: Any) -> Any:
    """The key of a chosen thing as its model has it, whatever form it was stored in."""
    return block.model_class._meta.pk.to_python(value)
