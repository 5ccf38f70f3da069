"""The fenced page interface: what every page shows, and nothing that grapple's own would let out.

grapple's interface gives parents, children and siblings past privacy, draft titles and editors' data. This one replaces it
(``GRAPPLE["PAGE_INTERFACE"]``): every relation goes through ``delivery.visibility``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter, itemgetter
from typing import Any

import graphene
from django.db import connection
from django.db.models import Q, QuerySet, Window
from django.db.models.functions import Length, RowNumber, Substr
from grapple.registry import registry
from wagtail.models import Page

from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.node import Node
from content_types.core.graphql.scalars import URL, DateTime, Locale
from content_types.core.identity import DRAFT, global_id, page_id
from delivery.batch_loading import load
from delivery.context import ReadContext
from delivery.fetching import of_types
from delivery.visibility import Viewer, visible_pages
from graphql_api.schema.connections import checked_first
from graphql_api.schema.page_relations import Alternate, Breadcrumb, alternates, ancestors_of, breadcrumbs, way_to
from graphql_api.schema.reviewed_by import names_of_reviewers
from graphql_api.schema.seo import Seo, Told, ToldOfPage
from graphql_api.schema.translations import PageTranslationType, page_translations

MAX_NUMBERED = 1000  # children of one page, to find the first of them by numbering all
MAX_APART = 20  # pages whose children are read apart from others', in one statement


class PageInterface(graphene.Interface):
    """A page of the site."""

    class Meta:
        name = "Page"
        interfaces = (Node,)

    id = graphene.ID(
        required=True,
        description="Identifies the page; stays when it moves or is renamed. In the preview of a page that was never saved it is the id of nothing.",
    )
    title = graphene.String(required=True, description="As readers see it.")
    slug = graphene.String(required=True, description="Last part of its address.")
    url = URL(description="Absolute address on this site; null where `path` is.")
    path = graphene.String(
        description="Address below the site's root, such as `/tools/housing-letter/`; what `page(by: {path: …})` takes. Null in the preview of a page "
        "that was never saved, and of a page that no site holds; of no other."
    )
    seo_title = graphene.String(
        required=True, description="Title for search engines; the title where editors gave no other."
    )
    search_description = graphene.String(description="Description for search engines.")
    show_in_menus = graphene.Boolean(required=True, description="Whether editors want it in menus.")
    locale = Locale(required=True, description="Language code, such as `en-gb`.")
    first_published_at = DateTime(description="When it was first published.")
    last_published_at = DateTime(description="When it was last published.")
    parent = graphene.Field(lambda: PageInterface, description="The page above, if the reader may see it.")
    ancestors = graphene.Field(
        list_of(lambda: PageInterface), required=True, description="From the home page down to the page above."
    )
    children = graphene.Field(
        list_of(lambda: PageInterface),
        required=True,
        first=graphene.Int(default_value=20, description="At most so many, 1 to 100."),
        description="Pages right below in the editors' order. For whole lists use the connections.",
    )

    siblings = graphene.Field(
        list_of(lambda: PageInterface),
        required=True,
        first=graphene.Int(default_value=20, description="At most so many, 1 to 100."),
        description="Pages beside it, below the same page, in the editors' order; itself left out.",
    )
    breadcrumbs = graphene.Field(
        list_of(Breadcrumb), required=True, description="The way from the home page to this page, itself included."
    )
    alternates = graphene.Field(
        list_of(Alternate), required=True, description="The same page in other languages, where it is published."
    )
    translations = graphene.Field(
        list_of(PageTranslationType),
        required=True,
        description="The page in every language of the site, the site's own first, itself included: how far each is.",
    )
    seo = graphene.Field(Seo, required=True, description="What search engines and link previews are told.")
    reviewed_by = graphene.Field(
        list_of(graphene.String),
        required=True,
        description="Names of those who approved the page in its last peer review and agreed that readers are told; empty where nobody did.",
    )

    resolve_reviewed_by = staticmethod(names_of_reviewers)

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> Any:
        """The GraphQL type of the page's model."""
        return registry.pages[type(instance)]

    @staticmethod
    def resolve_id(root: Page, info: Any) -> str:
        return page_id(root.pk) if root.pk else global_id(DRAFT, 0)

    @staticmethod
    @costs(each=2)
    def resolve_url(root: Page, info: Any) -> str | None:
        return ReadContext.of(info.context).page_url(root)

    @staticmethod
    @costs(each=2)
    def resolve_path(root: Page, info: Any) -> str | None:
        return ReadContext.of(info.context).page_path(root)

    @staticmethod
    def resolve_seo_title(root: Page, info: Any) -> str:
        return root.seo_title or root.title

    @staticmethod
    def resolve_search_description(root: Page, info: Any) -> str | None:
        return root.search_description or None

    @staticmethod
    def resolve_locale(root: Page, info: Any) -> str:
        return ReadContext.of(info.context).viewer.snapshot.locales[root.locale_id]

    @staticmethod
    def resolve_parent(root: Page, info: Any) -> Page | None:
        found = ancestors_of(root, info)
        above = found[-1] if found else None
        return above if above is not None and above.depth == root.depth - 1 else None

    @staticmethod
    def resolve_ancestors(root: Page, info: Any) -> list[Page]:
        return ancestors_of(root, info)

    @staticmethod
    def resolve_children(root: Page, info: Any, first: int) -> list[Page]:
        return children_of(root, info, checked_first(first))

    @staticmethod
    def resolve_siblings(root: Page, info: Any, first: int) -> list[Page]:
        limit = checked_first(first)
        above = PageInterface.resolve_parent(root, info)
        return [one for one in children_of(above, info, limit + 1) if one.pk != root.pk][:limit] if above else []

    @staticmethod
    def resolve_breadcrumbs(root: Page, info: Any) -> list[Breadcrumb]:
        return breadcrumbs([*way_to(root, info), root], ReadContext.of(info.context))

    @staticmethod
    def resolve_alternates(root: Page, info: Any) -> list[Alternate]:
        return alternates(root, info)

    @staticmethod
    @costs(once=200, length=3)
    def resolve_translations(root: Page, info: Any) -> list[PageTranslationType]:
        return page_translations(root, info)

    @staticmethod
    def resolve_seo(root: Page, info: Any) -> Told:
        return ToldOfPage(root)


def children_of(page: Page, info: Any, limit: int) -> list[Page]:
    """The first visible pages right below a page in the editors' order; one query for the whole batch, and one a page type."""
    viewer = ReadContext.of(info.context).viewer

    def fetch(pages: Sequence[Any]) -> dict[Any, list[Page]]:
        parents = {one.path: one for one in pages if one.numchild}
        if not parents:
            return {}
        keys = sorted(_first_below(viewer, list(parents.values()), limit), key=itemgetter(1))
        specific = of_types((key, kind) for key, _, kind in keys)
        grouped: dict[Any, list[Page]] = defaultdict(list)
        for key, path, _ in keys:
            if key in specific:
                grouped[parents[path[: -Page.steplen]].pk].append(specific[key])
        return grouped

    found: list[Page] = load(page, ("children", limit), fetch, [])
    return found


def _first_below(viewer: Viewer, parents: Sequence[Page], limit: int) -> QuerySet[Page, tuple[int, str, int]]:
    """Key, path and content type of the first visible pages right below each of these pages; one query.

    Below a page that has many, reading ends with the last that is wanted; below the others all are numbered.
    """
    rows = visible_pages(viewer, Page.objects.order_by())
    apart = len(parents) == 1 or connection.features.supports_slicing_ordering_in_compound  # SQLite has it not
    many = sorted(parents, key=attrgetter("numchild"), reverse=True)[:MAX_APART] if apart else []
    many = [one for one in many if one.numchild > MAX_NUMBERED]
    few = [one for one in parents if one not in many]
    parts = [rows.filter(_right_below([one])).order_by("path")[:limit] for one in many]
    if few:
        nth = Window(RowNumber(), partition_by=[Substr("path", 1, Length("path") - Page.steplen)], order_by="path")
        parts.append(rows.filter(_right_below(few)).annotate(nth=nth).filter(nth__lte=limit))
    first, *others = (part.values_list("pk", "path", "content_type_id") for part in parts)
    return first.union(*others, all=True) if others else first


def _right_below(parents: Sequence[Page]) -> Q:
    below = Q()
    least, most = Page.alphabet[0] * Page.steplen, Page.alphabet[-1] * Page.steplen
    for one in parents:
        # A range, which the index of paths serves in their order; beginning with some text is another index's.
        below |= Q(path__range=(one.path + least, one.path + most), depth=one.depth + 1)
    return below
