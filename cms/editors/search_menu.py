"""The menu Library search: everything that editors and administrators see of the library search, in one place."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.editors import search_promotions
from cms.editors.search_report import SearchReportView
from cms.editors.search_status import SearchStatusView
from cms.editors.search_synonyms import SynonymViewSet
from cms.editors.search_try import TrySearchView

synonyms = SynonymViewSet()
PROMOTE = tuple(f"wagtailsearchpromotions.{action}_searchpromotion" for action in ("add", "change", "delete"))


class ForThoseWith(MenuItem):
    """An entry shown to those who have one of some rights."""

    def __init__(self, label: str, url: str, *rights: str, **options: str | int) -> None:
        super().__init__(label, url, **options)
        self.rights = rights

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(right) for right in self.rights)


def urls() -> list[URLPattern]:
    """The addresses of the pages, below the admin's own."""
    return [
        path("library-search/try/", TrySearchView.as_view(), name="search_try"),
        path("library-search/report/", SearchReportView.as_view(), name="search_report"),
        path(
            "library-search/report/results/", SearchReportView.as_view(results_only=True), name="search_report_results"
        ),
        path("library-search/status/", SearchStatusView.as_view(), name="search_status"),
        *search_promotions.urls(),
    ]


def menu_item() -> MenuItem:
    """The entry of the main menu, shown to those who may see anything in it."""
    items = [
        ForThoseWith("Try a search", reverse("search_try"), "search.view_searchcount", icon_name="view", order=1),
        ForThoseWith(
            "What people search for", reverse("search_report"), "search.view_searchcount", icon_name="search", order=2
        ),
        synonyms.get_menu_item(order=3),
        ForThoseWith("Promoted results", reverse("wagtailsearchpromotions:index"), *PROMOTE, icon_name="pick", order=4),
        ForThoseWith(
            "Search index", reverse("search_status"), "search.view_indexoperation", icon_name="tasks", order=5
        ),
    ]
    return SubmenuMenuItem("Library search", Menu(items=items), name="library-search", icon_name="search", order=260)
