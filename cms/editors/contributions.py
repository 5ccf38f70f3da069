"""What members contribute, for who looks after it: the report, whose a page is, and declining it with a reason.

What may be declined, and what follows, is in ``community.contributions``.
"""

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

from community.contributions import contributing
from community.contributions.models import LONGEST_REASON, Contribution, Status
from community.contributions.reading import with_status
from community.errors import CommunityError
from review.errors import ReviewError
from review.rules import name_of

OVER = {Status.PUBLISHED, Status.WITHDRAWN, Status.DECLINED}  # nothing is left to be declined
OF_REPORT = {"add", "change", "publish"}  # who may do one of these sees the report


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
    any_permission_required = [*sorted(OF_REPORT)]
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


def mark_of(page: Any, user: Any) -> dict[str, Any] | None:
    """Who contributed a page, when, how it stands, and whether this account may decline it; None where nobody did."""
    found = with_status(Contribution.objects.filter(page=page.pk).select_related("member")).first()
    if found is None:
        return None
    status = Status(found.status)  # type: ignore[attr-defined]  # annotated
    return {
        "page": page,
        "who": contributor(found),
        "at": found.created_at,
        "status": status.label,
        "reason": found.reason if status == Status.DECLINED else "",
        "may_decline": status not in OVER
        and not page.live
        and page.owner_id != user.pk
        and page.permissions_for_user(user).can_publish(),
        "sees_report": page_permission_policy.user_has_any_permission(user, OF_REPORT),
        "longest": LONGEST_REASON,
    }


def decline(page: Any, user: Any, sent: Any) -> str:
    """Decline what was contributed as the form says; gives what is said of that. Raises ReviewError."""
    found = Contribution.objects.filter(page=page.pk).first()
    if found is None:
        raise ReviewError("NOT_FOUND", "Nobody contributed this page. It may have been deleted meanwhile.")
    revision = sent.get("revision", "")
    try:
        read = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 19 else None
        contributing.decline(user, found, sent.get("reason", ""), read)
    except CommunityError as error:
        raise ReviewError(error.code, str(error), error.field) from error
    return f"“{page.get_admin_display_title()}” is declined, and its member is told why."


class ContributionsItem(MenuItem):
    """Shown to who may add, change or publish pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_any_permission(request.user, OF_REPORT))


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
