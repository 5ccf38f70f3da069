"""The report of answers by mail: which became comments, which were set aside, and why."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from review.models import InboundMail, MailOutcome

SEEN_BY = "review.view_inboundmail"


class AnswersByMailFilterSet(WagtailFilterSet):
    """Which of them."""

    class Meta:
        model = InboundMail
        fields = ["outcome"]


class AnswersByMailView(ReportView):
    """Mails of the last 30 days that came to an address of a review, the newest first."""

    page_title = "Answers by mail"
    header_icon = "mail"
    index_url_name = "answers_by_mail"
    index_results_url_name = "answers_by_mail_results"
    export_filename = "answers-by-mail"
    model = InboundMail
    permission_required = "view"
    filterset_class = AnswersByMailFilterSet
    default_ordering = "-received_at"
    is_searchable = False
    columns = [
        DateColumn("received_at", label="Came", sort_key="received_at", width="15%"),
        Column("what", label="What became of it", accessor="get_outcome_display", width="25%"),
        Column("page", label="Page", accessor=lambda mail: page_title(mail)),
        Column("invited", label="Invited", accessor=lambda mail: invited_name(mail)),
        Column("sender", label="Says it is from"),
        Column("excerpt", label="Begins"),
    ]
    list_export = ["received_at", "outcome", "sender", "excerpt"]
    export_headings = {
        "received_at": "Came",
        "outcome": "What became of it",
        "sender": "Says it is from",
        "excerpt": "Begins",
    }

    def get_base_queryset(self) -> QuerySet[Any]:
        related = "invitation__workflow_state"
        found = InboundMail.objects.select_related(related)
        return found.prefetch_related(f"{related}__content_object")


def page_title(mail: InboundMail) -> str:
    """The page that the review is about; empty where there is none, or none any more."""
    page = mail.invitation.workflow_state.content_object if mail.invitation else None
    return page.get_admin_display_title() if page is not None else ""


def invited_name(mail: InboundMail) -> str:
    """Who was invited, of a mail that was set aside; who wrote a comment, the comment says if anybody is to know."""
    return mail.invitation.name if mail.invitation and mail.outcome != MailOutcome.ACCEPTED else ""


class AnswersByMailItem(MenuItem):
    """Shown to those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(SEEN_BY))


def urls() -> list[URLPattern]:
    """Its addresses, below the admin's own."""
    return [
        path("reports/answers-by-mail/", AnswersByMailView.as_view(), name="answers_by_mail"),
        path(
            "reports/answers-by-mail/results/",
            AnswersByMailView.as_view(results_only=True),
            name="answers_by_mail_results",
        ),
    ]


def menu_item() -> MenuItem:
    """Its entry among the reports."""
    return AnswersByMailItem("Answers by mail", reverse("answers_by_mail"), icon_name="mail", order=110)
