"""The outbox of mail, for administrators: what waits, what went, what was not taken and why; and a warning on the dashboard when mail stands still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from mailing import outbox
from mailing.models import QueuedMail

LATE = timedelta(minutes=10)  # with a worker running and a server that answers it takes seconds
RIGHT = "mailing.view_queuedmail"
UNSENT = {QueuedMail.State.REJECTED, QueuedMail.State.GIVEN_UP}


class MailFilterSet(WagtailFilterSet):
    """Which of them."""

    class Meta:
        model = QueuedMail
        fields = ["state"]


class StateColumn(Column):
    """What became of a mail, why, and what can be done."""

    cell_template_name = "cms/admin/mail_state.html"

    def get_cell_context_data(self, instance: QueuedMail, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "mail": instance, "can_go_again": instance.state in UNSENT}


class MailOutboxView(ReportView):
    """Reports › Mail. The text of a mail is nowhere shown: its links are keys."""

    page_title = "Mail"
    header_icon = "mail"
    index_url_name = "mail_outbox"
    index_results_url_name = "mail_outbox_results"
    results_template_name = "cms/admin/mail_outbox.html"
    export_filename = "mail"
    model = QueuedMail
    permission_required = "view"
    filterset_class = MailFilterSet
    default_ordering = "-created_at"
    is_searchable = False
    columns = [
        DateColumn("created_at", label="Written", sort_key="created_at", width="15%"),
        Column("to", label="To", accessor=lambda mail: ", ".join(mail.recipients), width="25%"),
        Column("subject", label="Subject"),
        StateColumn("state", label="What became of it", width="25%"),
    ]
    list_export = ["created_at", "subject", "state", "attempts", "last_error"]
    export_headings = {"created_at": "Written", "state": "What became of it", "last_error": "The mail server's answer"}

    def get_base_queryset(self) -> QuerySet[Any]:
        return QueuedMail.objects.defer("message")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "mail_late": _is_late(outbox.oldest_waiting())}


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a mail that ended unsent tried as if it were new."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    if outbox.again(pk):
        messages.success(request, "The mail waits to be sent again.")
    else:
        messages.error(request, "This mail is not there any more, or waits already. Nothing was changed.")
    return redirect("mail_outbox")


class MailBehindPanel(Component):
    """A warning on the dashboard, for those who may see the outbox, while mail stands still."""

    name = "mail_behind"
    template_name = "cms/admin/mail_behind.html"
    order = 13

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        if not parent_context["request"].user.has_perm(RIGHT):
            return {"since": None}
        oldest = outbox.oldest_waiting()
        return {"since": oldest if _is_late(oldest) else None}


def _is_late(oldest: datetime | None) -> bool:
    return oldest is not None and timezone.now() - oldest > LATE


class MailMenuItem(MenuItem):
    """Shown to those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(RIGHT))


def menu_item() -> MenuItem:
    """The entry among the reports."""
    return MailMenuItem("Mail", reverse("mail_outbox"), icon_name="mail", order=905)


def urls() -> list[URLPattern]:
    """Its addresses, below the admin's own."""
    return [
        path("reports/mail/", MailOutboxView.as_view(), name="mail_outbox"),
        path("reports/mail/results/", MailOutboxView.as_view(results_only=True), name="mail_outbox_results"),
        path("reports/mail/<int:pk>/again/", send_again, name="mail_again"),
    ]
