"""The fenced page interface: what every page shows, and nothing that grapple's own would let out.

grapple's interface gives parents, children and siblings past privacy, draft titles and editors' data. This one replaces it
(``GRAPPLE["PAGE_INTERFACE"]``): every relation goes through ``content_types.core.visibility``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter
from typing import Any

import graphene
from django.db import connection
from django.db.models import Q, QuerySet, Window
from django.db.models.functions import Length, RowNumber, Substr
from grapple.registry import registry
from wagtail.models import Page

from content_types.core.context import ReadContext
from content_types.core.fetching import at_paths, basics_at_paths, of_types
from content_types.core.graphql.cost import costs
from content_types.core.graphql.fields import list_of
from content_types.core.graphql.node import Node
from content_types.core.graphql.scalars import DateTime
from content_types.core.identity import page_id
from content_types.core.loading import load
from content_types.core.visibility import Viewer, visible_pages
from graphql_api.paging import checked_first
from graphql_api.seo import Seo
from graphql_api.whereabouts import Alternate, Breadcrumb, alternates, breadcrumbs

MAX_NUMBERED = 1000  # children of one page, to find the first of them by numbering all
MAX_APART = 20  # pages whose children are read apart from others', in one statement


class PageInterface(graphene.Interface):
    """A page of the site."""

    class Meta:
        name = "PageInterface"
        interfaces = (Node,)

    id = graphene.ID(required=True, description="Identifies the page; stays when it moves or is renamed.")
    title = graphene.String(required=True, description="As readers see it.")
    slug = graphene.String(required=True, description="Last part of its address.")
    page_type = graphene.String(required=True, description="Name of its GraphQL type.")
    url = graphene.String(description="Absolute address on this site; null where no site holds it.")
    path = graphene.String(
        description="Address below the site's root, such as `/tools/housing-letter/`; what `page(urlPath:)` takes."
    )
    seo_title = graphene.String(
        required=True, description="Title for search engines; the title where editors gave no other."
    )
    search_description = graphene.String(description="Description for search engines.")
    show_in_menus = graphene.Boolean(required=True, description="Whether editors want it in menus.")
    locale = graphene.String(required=True, description="Language code, such as `en-gb`.")
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
    seo = graphene.Field(Seo, required=True, description="What search engines and link previews are told.")

    @classmethod
    def resolve_type(cls, instance: Any, info: Any) -> Any:
        """The GraphQL type of the page's model."""
        return registry.pages[type(instance)]

    @staticmethod
    def resolve_id(root: Page, info: Any) -> str:
        return page_id(root.pk)

    @staticmethod
    def resolve_page_type(root: Page, info: Any) -> str:
        return str(registry.pages[type(root)]._meta.name)

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
        return ReadContext.of(info.context).viewer.ground.locales[root.locale_id]

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
    def resolve_seo(root: Page, info: Any) -> Page:
        return root


def ancestors_of(page: Page, info: Any) -> list[Page]:
    """The visible pages above a page, from the top; one query for all peers, and one a page type."""
    return _above(page, info, "ancestors", at_paths)


def way_to(page: Page, info: Any) -> list[Page]:
    """As ``ancestors_of``, with what pages of every type have alone; one query for all peers."""
    return _above(page, info, "way", basics_at_paths)


def _above(page: Page, info: Any, name: str, read: Callable[[Viewer, set[str]], dict[str, Page]]) -> list[Page]:
    viewer = ReadContext.of(info.context).viewer
    steplen = Page.steplen

    def paths_above(one: Page) -> list[str]:
        path = one.path or ""
        return [path[:end] for end in range(steplen * 2, len(path), steplen)]

    def fetch(pages: Sequence[Any]) -> dict[Any, list[Page]]:
        found = read(viewer, {path for one in pages for path in paths_above(one)})
        return {one.pk: [found[path] for path in paths_above(one) if path in found] for one in pages}

    above: list[Page] = load(page, name, fetch, [])
    return above


def children_of(page: Page, info: Any, limit: int) -> list[Page]:
    """The first visible pages right below a page in the editors' order; one query for all peers, and one a page type."""
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
