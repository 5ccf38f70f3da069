"""The report of resources that should be looked at again."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import PageReportView
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import page_permission_policy

from content_types.core.freshness import due_blocks, due_by, due_rows, last_day
from content_types.core.models import LibraryPage


class ReviewDueFilterSet(WagtailFilterSet):
    """Narrows the report to what is due by a day."""

    review_due = django_filters.DateFilter(
        label="Due by", field_name="first_due", lookup_expr="lte", widget=AdminDateInput
    )

    class Meta:
        model = LibraryPage
        fields: list[str] = []


class ReviewDueView(PageReportView):
    """Published resources whose review is due, or that of a block, or will be within 30 days; the longest overdue first."""

    page_title = "Review due"
    header_icon = "history"
    index_url_name = "review_due_report"
    index_results_url_name = "review_due_report_results"
    results_template_name = "cms/admin/review_due_results.html"
    filterset_class = ReviewDueFilterSet
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]
    list_export = ["title", "first_due", "due_blocks", "last_reviewed", "owner", "content_type.name"]
    export_headings = {
        "title": "Title",
        "first_due": "Review due",
        "due_blocks": "Because of",
        "last_reviewed": "Last reviewed",
        "owner": "Looked after by",
        "content_type.name": "Type",
    }

    def get_queryset(self) -> QuerySet[Any]:
        mine = page_permission_policy.instances_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        )
        listed = LibraryPage.objects.filter(pk__in=mine.order_by().values("pk"), live=True)
        due = due_by(listed, last_day()).prefetch_related(due_rows())
        self.queryset = due.select_related("content_type", "owner").order_by("first_due", "title")
        return super().get_queryset()

    def decorate_paginated_queryset(self, pages: Any) -> Any:
        for page in pages:
            page.due_blocks = "; ".join(due_blocks(page))
        return pages

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "today": timezone.localdate()}
