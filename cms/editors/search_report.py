"""The report of searches: what is asked, what finds nothing, and what nobody opens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import F, Max, QuerySet, Sum
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView

from search.log import NOT_KEPT, totals
from search.models import SearchCount

DAYS = 30  # unless another period is chosen
OTHER_DAYS = ("7", "90")


class SearchReportFilterSet(WagtailFilterSet):
    """Which days, and which searches."""

    days = django_filters.ChoiceFilter(
        label="Period",
        choices=[(one, f"The last {one} days") for one in OTHER_DAYS],
        empty_label=f"The last {DAYS} days",
        method="leave",
        widget=forms.RadioSelect,
    )
    show = django_filters.ChoiceFilter(
        label="Show",
        choices=[("vain", "Without any result"), ("unopened", "With results, and nobody opened one")],
        empty_label="Everything",
        method="narrowed",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = SearchCount
        fields: list[str] = []

    def leave(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The period narrows what is summed, so it is applied before (``SearchReportView.get_base_queryset``)."""
        return queryset

    def narrowed(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Only what found nothing even once, or only what found something that nobody opened."""
        if value == "vain":
            return queryset.filter(vain__gt=0).order_by("-vain", "query")
        return queryset.filter(opened=0, times__gt=F("vain"))


class SearchReportView(ReportView):
    """What was searched for in the library, most asked first. Counts only: it is not known who asked."""

    page_title = "What people search for"
    header_icon = "search"
    template_name = "cms/admin/search_report.html"
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    export_filename = "searches"
    model = SearchCount
    verbose_name, verbose_name_plural = "search", "searches"
    permission_required = "view"
    filterset_class = SearchReportFilterSet
    is_searchable = True
    search_fields = ["query"]
    default_ordering = ("-times", "query")
    columns = [
        Column("query", label="Searched for", width="40%"),
        NumberColumn("times", label="Searches", sort_key="times"),
        NumberColumn("vain", label="Without result", sort_key="vain"),
        NumberColumn("opened", label="Opened a result", sort_key="opened"),
        NumberColumn("mended", label="Spelling repaired", sort_key="mended"),
        # As a day: there is no time of day, and “5 hours ago” would make one up.
        Column("last", label="Last asked", accessor=lambda row: date_format(row["last"], "j M Y"), sort_key="last"),
    ]
    list_export = ["query", "times", "vain", "opened", "mended", "last"]
    export_headings = {
        "query": "Searched for",
        "times": "Searches",
        "vain": "Without result",
        "opened": "Opened a result",
        "mended": "Spelling repaired",
        "last": "Last asked",
    }

    def first_day(self) -> date:
        """The first day of the chosen period."""
        chosen = self.request.GET.get("days", "")
        return timezone.localdate() - timedelta(days=int(chosen if chosen in OTHER_DAYS else DAYS) - 1)

    def get_base_queryset(self) -> QuerySet[Any]:
        return (
            SearchCount.objects.filter(day__gte=self.first_day())
            .values("query")
            .annotate(
                times=Sum("searches"),
                vain=Sum("without_result"),
                opened=Sum("with_click"),
                mended=Sum("repaired"),
                last=Max("day"),
            )
        )

    def get_filtered_queryset(self) -> QuerySet[Any]:
        return self.get_queryset()  # has the filters applied

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {
            **found,
            "first_day": self.first_day(),
            "totals": totals(self.first_day()),
            "kept_days": settings.SEARCH_LOG_DAYS,
            "counting": settings.SEARCH_LOG_ENABLED,
            "not_kept": NOT_KEPT,
        }
