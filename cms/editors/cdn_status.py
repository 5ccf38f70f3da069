"""Whether the CDN hears of changes, for administrators: a page among the reports, and a warning on the dashboard when it does not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cdn import outbox
from cdn.models import Purge
from cms.editors.page import AdminPageView

LATE = timedelta(minutes=1)  # with a worker running and a CDN that answers it takes seconds
RIGHT = "cdn.view_purge"


def _is_late(oldest: datetime | None) -> bool:
    return oldest is not None and timezone.now() - oldest > LATE


class CdnStatusView(AdminPageView):
    """Reports › CDN."""

    page_title = "CDN"
    header_icon = "globe"
    template_name = "cms/admin/cdn_status.html"
    model = Purge
    permission_required = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = outbox.status()
        return {
            **super().get_context_data(**kwargs),
            "cdn": settings.CDN,
            "status": found,
            "late": _is_late(found.oldest),
        }


class CdnBehindPanel(Component):
    """A warning on the dashboard, for those who may see the status, while the CDN has not heard of a change."""

    name = "cdn_behind"
    template_name = "cms/admin/cdn_behind.html"
    order = 12

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        if not settings.CDN or not parent_context["request"].user.has_perm(RIGHT):
            return {"status": None}
        found = outbox.status()
        return {"status": found if _is_late(found.oldest) else None}


class CdnMenuItem(MenuItem):
    """Shown where there is a CDN, to those who may see the status."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(settings.CDN) and bool(request.user.has_perm(RIGHT))


def menu_item() -> MenuItem:
    """The entry among the reports."""
    return CdnMenuItem("CDN", reverse("cdn_status"), icon_name="globe", order=910)


def urls() -> list[URLPattern]:
    """The address of the page, below the admin's own."""
    return [path("reports/cdn/", CdnStatusView.as_view(), name="cdn_status")]
