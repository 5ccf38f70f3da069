"""Mails that wait for the mail server, and what became of those that did."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from queues.models import LeasedRow

LONGEST_SUBJECT = 300  # characters that are kept to show


class QueuedMail(LeasedRow):
    """One mail, whole, as it goes to the mail server.

    What was sent keeps nothing of its text: links in mails are keys. The row itself is deleted ``MAIL_LOG_DAYS`` after its end.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Taken by the mail server"
        REJECTED = "rejected", "Rejected by the mail server"
        GIVEN_UP = "given_up", "Given up: the mail server was away too long"

    sender = models.CharField(max_length=320)
    recipients = models.JSONField(default=list)  # addresses
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    message = models.BinaryField(blank=True)  # RFC 5322; empty once it was sent
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "mails"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="mail_due"),
            models.Index(fields=["ended_at"], name="mail_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display()})"
