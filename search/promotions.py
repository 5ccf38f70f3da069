"""Promoted results: pages that editors lift for a query, in Wagtail's own ``search_promotions``."""

from __future__ import annotations

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.search.utils import normalise_query_string

from delivery.prepared_queries import Bind, PreparedQuery

MOST = 20
_PROMOTED = PreparedQuery(
    lambda: (
        SearchPromotion.objects.filter(query__query_string=Bind("query"), page__isnull=False)
        .order_by("sort_order", "pk")
        .values_list("page_id")[:MOST]
    )
)


def promoted_pages(query: str) -> tuple[int, ...]:
    """The keys of the pages promoted for this query, in the editors' order; one statement. Whether they may be seen is asked elsewhere."""
    return tuple(key for (key,) in _PROMOTED.run(query=normalise_query_string(query)))
