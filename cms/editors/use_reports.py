"""Reports of use, for who may publish the tool: shown, or not and why; and on the first page what is said of one's own tools.

What may be decided, and what follows, is in ``community.uses``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.permissions import page_permission_policy

from cms.editors.page import AdminPageView
from community.errors import CommunityError
from community.uses import deciding, reading
from community.uses.models import MAX_REASON

SHOWN = 50  # at once
ON_THE_FIRST_PAGE = 3


class UseReportsView(AdminPageView):
    """What waits, the oldest first."""

    page_title = "Reports of use"
    header_icon = "comment"
    template_name = "cms/admin/use_reports.html"
    permission_policy = page_permission_policy
    permission_required = "publish"
    problem: CommunityError | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(deciding.waiting_for(self.request.user)[: SHOWN + 1])
        return {
            **super().get_context_data(**kwargs),
            "reports": found[:SHOWN],
            "more": len(found) > SHOWN,
            "problem": self.problem,
            "sent": self.request.POST if self.problem is not None else {},
            "longest": MAX_REASON,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide about one, and come back; what cannot be done says why, and what was typed stays."""
        sent, key = request.POST, request.POST.get("report", "")
        try:
            one = deciding.decide(
                request.user,
                int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0,
                show=sent.get("do") == "show",
                changed_at=sent.get("read", ""),
                reason=sent.get("reason", ""),
            )
        except CommunityError as error:
            self.problem = error
            return self.render_to_response(self.get_context_data(), status=422)
        done = "is shown" if sent.get("do") == "show" else "is not shown"
        messages.success(request, f"The report on “{one.page.title}” {done}, and its member is told.")
        return redirect("use_reports")


class UsePanel(Component):
    """“Reports of use”: what waits for one's look, and what others say of one's own tools."""

    name = "use_reports"
    template_name = "cms/admin/use_panel.html"
    order = 59  # after what one's writing did

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        decides = page_permission_policy.user_has_any_permission(user, {"publish"})
        return {
            "waiting": deciding.waiting_for(user).count() if decides else 0,
            "reports": list(reading.of_own_pages(user)[:ON_THE_FIRST_PAGE]),
        }


class UseReportsMenuItem(MenuItem):
    """Shown to who may publish something."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_any_permission(request.user, {"publish"}))


def menu_item() -> MenuItem:
    """The entry among the reports."""
    return UseReportsMenuItem("Reports of use", reverse("use_reports"), icon_name="comment", order=150)


def urls() -> list[URLPattern]:
    """Its address, below the admin's own."""
    return [path("use-reports/", UseReportsView.as_view(), name="use_reports")]
