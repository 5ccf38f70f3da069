"""The report of contributions: whose they are, and how each stands."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from community.contributions.models import Contribution, Status
from community.contributions.reading import with_status
from review.rules import name_of


class ContributionsFilterSet(WagtailFilterSet):
    """Which of them."""

    status = django_filters.ChoiceFilter(label="How it stands", choices=Status.choices)

    class Meta:
        model = Contribution
        fields = ["status"]


class ContributionsView(ReportView):
    """What members have contributed, the newest first."""

    page_title = "Contributions"
    header_icon = "edit"
    index_url_name = "contributions"
    index_results_url_name = "contributions_results"
    export_filename = "contributions"
    model = Contribution
    permission_policy = page_permission_policy
    any_permission_required = ["add", "change", "publish"]
    filterset_class = ContributionsFilterSet
    default_ordering = "-created_at"
    is_searchable = False
    columns = [
        TitleColumn("title", label="Title", get_url=lambda one: edit_url(one)),
        Column("member", label="Contributed by", accessor=lambda one: contributor(one)),
        Column("status", label="How it stands", accessor=lambda one: Status(one.status).label),
        DateColumn("created_at", label="Came", sort_key="created_at"),
    ]
    list_export = ["title", "created_at"]
    export_headings = {"title": "Title", "created_at": "Came"}

    def get_base_queryset(self) -> QuerySet[Any]:
        return with_status(Contribution.objects.select_related("page", "member"))


def edit_url(one: Contribution) -> str | None:
    """Where its page is edited; None where it is gone."""
    return reverse("wagtailadmin_pages:edit", args=[one.page_id]) if one.page_id is not None else None


def contributor(one: Contribution) -> str:
    """Whose it is."""
    return name_of(one.member) if one.member is not None else "A former member"


class ContributionsItem(MenuItem):
    """Shown to who may add, change or publish pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"}))


def urls() -> list[URLPattern]:
    """Its addresses, below the admin's own."""
    return [
        path("reports/contributions/", ContributionsView.as_view(), name="contributions"),
        path(
            "reports/contributions/results/", ContributionsView.as_view(results_only=True), name="contributions_results"
        ),
    ]


def menu_item() -> MenuItem:
    """Its entry among the reports."""
    return ContributionsItem("Contributions", reverse("contributions"), icon_name="edit", order=140)
