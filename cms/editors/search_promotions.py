"""Wagtail's promoted results beside the rest of the search, without the figures that are not gathered here.

``wagtail.contrib.search_promotions`` can count how often a query was asked (its ``Query.add_hit``). That is not used: searches are counted
without a write of their own by ``search.log``, and reported in ``search_report``. So its report, its column “Views” and its choice among
popular searches would stay empty.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.contrib.search_promotions.views.settings import (
    CreateView,
    EditView,
    IndexView,
    SearchPromotionCreateEditMixin,
)

ITS_MENU_ITEMS = frozenset({"promoted-search-results", "search-terms"})


class PromotionsIndexView(IndexView):
    """Wagtail's list without the column that nothing fills."""

    columns = [column for column in IndexView.columns if column.name != "views"]


class SaysWhatIsWrongMixin(SearchPromotionCreateEditMixin):
    """Wagtail's message is empty where the mistake is in one of the results, not in their number."""

    produced_error_message: str | None

    def is_valid(self, form: Any) -> bool:
        valid: bool = super().is_valid(form)
        if not valid:
            self.produced_error_message = self.produced_error_message or self.get_error_message()
        return valid


class PromotionCreateView(SaysWhatIsWrongMixin, CreateView):
    pass


class PromotionEditView(SaysWhatIsWrongMixin, EditView):
    pass


def urls() -> list[URLPattern]:
    """Wagtail's addresses of the list and the forms. They come before its own, so that its links lead to ours."""
    return [
        path("searchpicks/", PromotionsIndexView.as_view()),
        path("searchpicks/results/", PromotionsIndexView.as_view(results_only=True)),
        path("searchpicks/add/", PromotionCreateView.as_view()),
        path("searchpicks/<int:query_id>/", PromotionEditView.as_view()),
    ]


def without_its_own_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take its entries out of the menus Settings and Reports."""
    items[:] = [item for item in items if item.name not in ITS_MENU_ITEMS]
