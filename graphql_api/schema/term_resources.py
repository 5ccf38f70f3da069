"""What there is of a term: the resources of a topic, person, organisation, place …, with their number, for a whole list of terms at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property, reduce
from operator import attrgetter, or_
from typing import Any

import graphene
from django.db.models import Count, Model, Q, QuerySet, Value
from grapple.registry import registry

from content_types.core.filtering.links import descendants
from content_types.core.graphql.cost import costs
from content_types.core.graphql.library import resource_interface
from content_types.core.graphql.node import Node
from content_types.core.graphql.scalars import URL
from content_types.core.library import LibraryPage, ResourcePerson
from content_types.core.registry import content_types
from content_types.taxonomy.addresses import term_path
from content_types.taxonomy.linked_data import term_url
from delivery.batch_loading import load
from delivery.context import ReadContext
from delivery.fetching import specific
from delivery.languages import active_language
from delivery.translations import in_language
from delivery.visibility import visible_pages, without_aliases
from graphql_api.schema.connections import (
    Slice,
    Window,
    connection_type,
    paging_arguments,
    read_window,
    slice_of,
)  # fmt: skip
from graphql_api.schema.seo import Seo, Told, ToldOfTerm

COLUMNS = ("-first_published_at",)
SCOPE = "resources of a term"

TermResourceConnection = connection_type(
    "TermResource", resource_interface, "The resources of a term, the latest first. A page of the list."
)


class Term(graphene.Interface):
    """Something that resources are ordered by, made by or come from: a topic, profession, care setting, place, organisation or person."""

    class Meta:
        interfaces = (Node,)

    id = graphene.ID(
        required=True, description="Unique among all objects of every type; stays for as long as the term is there."
    )
    name = graphene.String(required=True, description="As readers see it.")
    slug = graphene.String(required=True, description="Used in addresses and filters; does not change.")
    path = graphene.String(
        description="Address of its page below the frontend's root, such as `/topics/housing/`; what `route(path:)` takes. Null where the site has no "
        "such pages."
    )
    url = URL(description="Absolute address of its page; null where the site has no such pages.")
    resources = graphene.Field(
        TermResourceConnection,
        required=True,
        description="Its resources of every type, the latest first: those of topics and places below it as well, of a person in any part, of an "
        "organisation its initiatives.",
        **paging_arguments(),
    )

    seo = graphene.Field(Seo, required=True, description="What search engines and link previews are told of its page.")

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> Any:
        return registry.snippets[type(instance)]

    @staticmethod
    def resolve_seo(root: Any, info: Any) -> Told:
        return ToldOfTerm(root)

    @staticmethod
    def resolve_path(root: Any, info: Any) -> str | None:
        return term_path(root)

    @staticmethod
    def resolve_url(root: Any, info: Any) -> str | None:
        return term_url(root, ReadContext.of(info.context))

    @staticmethod
    @costs(each=60, once=800)
    def resolve_resources(root: Any, info: Any, **paging: Any) -> TermResources:
        return TermResources(root, ReadContext.of(info.context), Window.of(**paging))


class TermResources:
    """A page of the visible resources of a term, as a ``Slice``. What is asked of it is read for all terms of its batch together: the number in
    one statement, the resources in three and one a type of page."""

    def __init__(self, term: Any, context: ReadContext, window: Window) -> None:
        self.term, self.context, self.window = term, context, window

    @cached_property
    def _page(self) -> Slice:
        def fetch(terms: Sequence[Any]) -> dict[Any, list[Any]]:
            return _read(self._peers(terms), self.context, self.window)

        rows: list[Any] = load(self.term, ("resources", type(self.term), self.window, active_language()), fetch, [])
        return slice_of(rows, COLUMNS, SCOPE, self.window, lambda: self.total, batch=False)

    @property
    def items(self) -> list[Any]:
        return self._page.items

    @property
    def has_next(self) -> bool:
        return self._page.has_next

    @property
    def has_previous(self) -> bool:
        return self._page.has_previous

    def cursor(self, page: Any) -> str:
        return self._page.cursor(page)

    @property
    def total(self) -> int:
        def fetch(terms: Sequence[Any]) -> dict[Any, int]:
            return _counts(self._peers(terms), self.context)

        number: int = load(self.term, ("number of resources", type(self.term), active_language()), fetch, 0)
        return number

    def _peers(self, terms: Sequence[Any]) -> list[Any]:
        return [one for one in terms if type(one) is type(self.term)]


def _read(terms: Sequence[Any], context: ReadContext, window: Window) -> dict[Any, list[Any]]:
    """The rows of the window of each term, by its key, as they are read."""
    keys = keys_below(terms, context)
    pages = _visible(context)
    windows = [
        read_window(pages.filter(_linked(type(terms[0]), keys[term.pk])), COLUMNS, SCOPE, window).values("pk")
        for term in terms
    ]
    # Whose they are is asked apart: a page may be of several terms, and among the first of one of them alone.
    wanted = list(pages.filter(reduce(or_, (Q(pk__in=one) for one in windows))).values_list("pk", flat=True))
    owners: dict[int, set[int]] = defaultdict(set)
    for key, page in _pairs(type(terms[0]), set().union(*keys.values()), wanted):
        owners[page].add(key)
    by_key = sorted(specific(context.viewer, wanted).values(), key=attrgetter("pk"))
    ordered = sorted(by_key, key=attrgetter("first_published_at"), reverse=True)
    read = ordered[::-1] if window.from_end else ordered
    return {term.pk: [page for page in read if owners[page.pk] & keys[term.pk]][: window.size + 1] for term in terms}


def _counts(terms: Sequence[Any], context: ReadContext) -> dict[Any, int]:
    """How many visible resources each term has; one statement."""
    keys = keys_below(terms, context)
    pages = _visible(context).order_by()
    parts = [
        pages.filter(_linked(type(term), keys[term.pk]))
        .annotate(term=Value(term.pk))
        .values("term")
        .annotate(number=Count("pk"))
        .values_list("term", "number")
        for term in terms
    ]
    first, *others = parts
    return dict(first.union(*others, all=True) if others else first)


def _visible(context: ReadContext) -> QuerySet[Any]:
    every = without_aliases(LibraryPage._default_manager.all())
    return in_language(context.viewer, visible_pages(context.viewer, every))


def keys_below(terms: Sequence[Any], context: ReadContext) -> dict[Any, set[int]]:
    """The keys of each term and of all published terms below it, by its own."""
    model = type(terms[0])
    if not hasattr(model, "parent"):
        return {term.pk: {term.pk} for term in terms}
    found = descendants(model, [term.slug for term in terms], context)
    return {term.pk: below | {term.pk} for term, below in zip(terms, found, strict=True)}


def links(model: type[Model]) -> Iterator[tuple[Any, str, str]]:
    """Every way in which resources are linked to terms of a model: the rows that hold it, and their columns of the term and of the page."""
    for relation in LibraryPage._meta.local_many_to_many:
        if relation.related_model is model:
            through: Any = relation.remote_field.through
            yield through, f"{relation.m2m_reverse_field_name()}_id", f"{relation.m2m_field_name()}_id"
    person = ResourcePerson._meta.get_field("person")
    if person.related_model is model:
        yield ResourcePerson, person.attname, "page_id"
    for content_type in content_types():
        for own in content_type.model._meta.local_fields:
            if own.related_model is model:
                yield content_type.model, own.attname, "pk"


def _linked(model: type[Model], keys: Collection[int]) -> Q:
    parts = (
        Q(pk__in=rows._default_manager.order_by().filter(**{f"{term}__in": keys}).values(page))
        for rows, term, page in links(model)
    )
    return reduce(or_, parts)


def _pairs(model: type[Model], keys: Collection[int], pages: Collection[int]) -> Iterator[tuple[int, int]]:
    """The (term, page) pairs among these; one statement."""
    parts = [
        rows._default_manager.order_by().filter(**{f"{term}__in": keys, f"{page}__in": pages}).values_list(term, page)
        for rows, term, page in links(model)
    ]
    first, *others = parts
    yield from first.union(*others) if others else first
