"""Promoted results: pages that editors lift for a query, in Wagtail's own ``search_promotions``."""

from __future__ import annotations

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.search.utils import normalise_query_string

MOST = 20


def promoted_pages(query: str) -> tuple[int, ...]:
    """The keys of the pages promoted for this query, in the editors' order; one statement. Whether they may be seen is asked elsewhere."""
    rows = SearchPromotion.objects.filter(query__query_string=normalise_query_string(query), page__isnull=False)
    return tuple(rows.order_by("sort_order", "pk").values_list("page_id", flat=True)[:MOST])
