"""Which pages mention a term: found from the relations of the registered models, so that no type and no taxonomy is named."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db.models import ForeignKey, ManyToManyField, Model, Q, QuerySet
from modelcluster.models import get_all_child_relations
from taggit.models import TagBase
from wagtail.models import DraftStateMixin, Page

from content_types.core.registry import searchable
from search.outbox import CHUNK


def _is_term(model: Any) -> bool:
    """What a document takes names from: snippets with a draft state, and tags."""
    return isinstance(model, type) and issubclass(model, DraftStateMixin | TagBase) and not issubclass(model, Page)


@lru_cache(maxsize=1)
def relations() -> dict[type[Model], list[tuple[type[Page], str]]]:
    """For each term model the page models that relate to it, with the ORM path of the relation."""
    found: dict[type[Model], list[tuple[type[Page], str]]] = {}
    for content_type in searchable():
        for target, path in _relations_of(content_type.model):
            found.setdefault(target, []).append((content_type.model, path))
    return found


def _relations_of(model: type[Page]) -> Iterator[tuple[type[Model], str]]:
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey | ManyToManyField) and _is_term(field.related_model):
            yield field.related_model, field.name
    for relation in get_all_child_relations(model):
        for field in relation.related_model._meta.get_fields():
            if isinstance(field, ForeignKey) and _is_term(field.related_model):
                yield field.related_model, f"{relation.related_query_name or relation.name}__{field.name}"


def with_below(term: Model) -> set[Any]:
    """The keys of a term and, in a tree, of all terms below it."""
    keys = {term.pk}
    if not hasattr(term, "parent_id"):
        return keys
    below: dict[Any, list[Any]] = {}
    for key, parent in type(term)._default_manager.order_by().values_list("pk", "parent_id"):
        below.setdefault(parent, []).append(key)
    waiting = [term.pk]
    while waiting:
        for key in below.get(waiting.pop(), []):
            if key not in keys:
                keys.add(key)
                waiting.append(key)
    return keys


def referring_pages(term: Model) -> Iterator[int]:
    """The keys of the pages whose documents a term may be in, a page perhaps more than once."""
    ways = relations().get(type(term), [])
    if not ways:
        return
    keys = with_below(term)
    paths: dict[type[Page], Q] = {}
    for model, path in ways:
        paths[model] = paths.get(model, Q()) | Q(**{f"{path}__in": keys})
    for model, condition in paths.items():
        rows: QuerySet[Any] = model._default_manager.filter(condition).order_by()
        yield from rows.values_list("pk", flat=True).distinct().iterator(chunk_size=CHUNK)
