"""A report of use: one of a member about a tool, in all its languages."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.moderation.hideable import Hideable

MAX_WORDS = 2_000  # characters of what changed, and of what was adapted
MOST_FIGURES = 10
MAX_FIGURE = {"label": 120, "value": 60, "source": 300}  # characters
MAX_REASON = 300


class State(models.TextChoices):
    """Who sees a report."""

    PENDING = "pending", "Waits to be looked at"
    SHOWN = "shown", "Shown on the tool"
    HIDDEN = "hidden", "Not shown"
    WITHDRAWN = "withdrawn", "Withdrawn"


LIVE = (State.PENDING, State.SHOWN, State.HIDDEN)


class UseReport(Hideable):
    """That a member used a tool: where, since when, what changed, what they adapted. Plain text."""

    retention: ClassVar[dict[str, timedelta]] = {"closed_at": timedelta(days=180)}  # others stay as long as the account

    tool_key = models.UUIDField(db_index=True)  # the translation key of its pages
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="use_reports")
    setting = models.ForeignKey("taxonomy.CareSetting", null=True, on_delete=models.SET_NULL, related_name="+")
    region = models.ForeignKey("taxonomy.Place", null=True, on_delete=models.SET_NULL, related_name="+")
    used_since = models.DateField(null=True)
    what_changed = models.TextField(max_length=MAX_WORDS)
    what_i_adapted = models.TextField(max_length=MAX_WORDS, blank=True)
    local_figures = models.JSONField(default=list)  # of label, value, source
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=MAX_REASON, blank=True)  # why it is not shown, for the member
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)  # for the first time
    author_told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # when it was hidden or withdrawn
    request_key = models.CharField(max_length=64, blank=True)  # the client's idempotency key
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        verbose_name = "report of use"
        verbose_name_plural = "reports of use"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tool_key", "state", "-created_at"], name="use_report_shown"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tool_key", "member"],
                condition=Q(state__in=["pending", "shown", "hidden"]),
                name="use_reported_once",
            ),
            models.UniqueConstraint(
                fields=["member", "request_key"], condition=~Q(request_key=""), name="use_request_once"
            ),
        ]

    def __str__(self) -> str:
        return f"report of use {self.pk}"  # no name: it stands in logs
