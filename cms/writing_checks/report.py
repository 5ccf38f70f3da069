"""Reports › Writing checks: what the checks find in the published library."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import PageReportView
from wagtail.permissions import page_permission_policy

from cms.writing_checks.drafts import LEFT_AFTER, outcomes
from content_types.core.library import LibraryPage
from content_types.core.writing_checks.findings import check_of, writing_checks


def _choices() -> list[tuple[str, str]]:
    return [(one.code, one.label) for one in writing_checks() if one.is_lasting]


class WritingFilterSet(WagtailFilterSet):
    """Which check, and which are hard to read."""

    check = django_filters.ChoiceFilter(
        label="Show", choices=_choices, empty_label="Everything", method="found_by", widget=forms.RadioSelect
    )

    class Meta:
        model = LibraryPage
        fields: list[str] = []

    def found_by(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those in which a check found something."""
        return queryset.filter(writing_findings__check_code=value).distinct()


class WritingReportView(PageReportView):
    """Published resources in which the checks found something, those with most first; the number of SQL statements depends on nothing."""

    page_title = "Writing checks"
    header_icon = "clipboard-list"
    index_url_name = "writing_report"
    index_results_url_name = "writing_report_results"
    results_template_name = "cms/admin/writing_report_results.html"
    filterset_class = WritingFilterSet
    export_filename = "writing-checks"
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]
    list_export = ["title", "content_type.name", "reading_age", "found", "told", "url"]
    export_headings = {
        "title": "Title",
        "content_type.name": "Type",
        "reading_age": "Reading age",
        "found": "Findings",
        "told": "What was found",
        "url": "Address",
    }

    def get_queryset(self) -> QuerySet[Any]:
        mine = page_permission_policy.instances_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        )
        self.queryset = (
            LibraryPage.objects.filter(pk__in=mine.order_by().values("pk"), live=True, writing_check__found__gt=0)
            .select_related("content_type", "writing_check")
            .prefetch_related("writing_findings")
            .order_by("-writing_check__found", "title", "pk")
        )
        return super().get_queryset()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = LEFT_AFTER.days
        return {**super().get_context_data(**kwargs), "outcomes_of_drafts": outcomes(), "left_after_days": days}

    def decorate_paginated_queryset(self, pages: Any) -> Any:
        for page in pages:
            decorate(page)
        return pages


def decorate(page: Any) -> None:
    """Set on a resource what the report shows of it."""
    findings = list(page.writing_findings.all())
    page.reading_age, page.found = page.writing_check.reading_age, page.writing_check.found
    page.told = "\n".join(f"{label_of(one.check_code)}: {one.message}" for one in findings)
    counts: dict[str, int] = {}
    for one in findings:
        counts[label_of(one.check_code)] = counts.get(label_of(one.check_code), 0) + 1
    page.found_by_label = counts.items()


def label_of(code: str) -> str:
    """What a check is called; its code where it is not there any more."""
    check = check_of(code)
    return check.label if check else code


def urls() -> list[URLPattern]:
    return [
        path("reports/writing-checks/", WritingReportView.as_view(), name="writing_report"),
        path(
            "reports/writing-checks/results/",
            WritingReportView.as_view(results_only=True),
            name="writing_report_results",
        ),
    ]


class WritingMenuItem(MenuItem):
    """Shown to everybody who may edit some page."""

    def is_shown(self, request: Any) -> bool:
        allowed: bool = page_permission_policy.user_has_any_permission(
            request.user, WritingReportView.any_permission_required
        )
        return allowed


def menu_item() -> MenuItem:
    return WritingMenuItem("Writing checks", reverse("writing_report"), icon_name="clipboard-list", order=110)
