"""Reviews of what is published, in the admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

from cms.freshness import panel, views
from content_types.core.freshness import REVIEWED, TAKEN_OVER

hooks.register("register_admin_urls", views.urls)
hooks.register("register_page_header_buttons", views.buttons)


@hooks.register("construct_homepage_panels")
def add_due_for_review(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(panel.DueForReviewPanel())


class ReviewedFormatter(LogFormatter):
    """What the history of a page tells of a review."""

    label = "Note that it is still right"

    def format_message(self, log_entry: Any) -> str:
        """With the next day."""
        due = parse_date(log_entry.data.get("review_due") or "")
        return "Looked at, and still right" + (f"; due again on {date_format(due, 'j F Y')}" if due else "")


class TakenOverFormatter(LogFormatter):
    """What the history tells of a new owner."""

    label = "Look after it"

    def format_message(self, log_entry: Any) -> str:
        """Who did before."""
        before, now = log_entry.data.get("before"), log_entry.data.get("now")
        if now:
            return f"{now} looks after it now" + (f", in the place of {before}" if before else "")
        return f"Looks after it now, in the place of {before}" if before else "Looks after it now"


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(REVIEWED)(ReviewedFormatter)
    actions.register_action(TAKEN_OVER)(TakenOverFormatter)
