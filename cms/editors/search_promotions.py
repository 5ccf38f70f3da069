"""Wagtail's promoted results beside the rest of the search, without the figures that are not gathered here.

``wagtail.contrib.search_promotions`` can count how often a query was asked (its ``Query.add_hit``). That is not used: searches are counted
without a write of their own by ``search.log``, and reported in ``search_report``. So its report and its column “Views” would stay empty.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.contrib.search_promotions.views.settings import IndexView

ITS_MENU_ITEMS = frozenset({"promoted-search-results", "search-terms"})


class PromotionsIndexView(IndexView):
    """Wagtail's list without the column that nothing fills."""

    columns = [column for column in IndexView.columns if column.name != "views"]


def urls() -> list[URLPattern]:
    """Wagtail's addresses of the list. They come before its own, so that its links lead to ours."""
    return [
        path("searchpicks/", PromotionsIndexView.as_view()),
        path("searchpicks/results/", PromotionsIndexView.as_view(results_only=True)),
    ]


def without_its_own_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take its entries out of the menus Settings and Reports."""
    items[:] = [item for item in items if item.name not in ITS_MENU_ITEMS]
