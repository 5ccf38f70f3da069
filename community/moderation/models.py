"""Cases, reports, decisions, appeals, the log of all of it; suspensions, and how far members are trusted.

Whoever changes anything of a case locks its row first: two moderators, or a moderator and an appeal, are one after the other.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.moderation.reasons import Reason
from community.retention import ROW, Retention

LONGEST_WORDS = 4_000  # characters of a report, a statement or an appeal
LONGEST_TEXT = 20_000  # characters that are kept of what was reported


def _account(name: str = "+", *, gone: Any = models.SET_NULL) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=gone, related_name=name)


class Case(models.Model):
    """One thing that was reported, by however many people. While it is open there is no second one of the same thing."""

    class State(models.TextChoices):
        """How it stands."""

        OPEN = "open", "Waits for a decision"
        DECIDED = "decided", "Decided"
        APPEALED = "appealed", "Waits for a decision on an appeal"
        CLOSED = "closed", "Decided on appeal"

    retention: ClassVar[dict[str, Retention]] = {
        "text": Retention(365, after="decided_at", becomes=""),
        ROW: Retention(3 * 365, after="decided_at"),  # with its reports, decisions, appeal and log
    }

    kind = models.CharField(max_length=40)  # of ``reportable``
    subject = models.PositiveBigIntegerField()  # its key
    author = _account("moderated")
    author_name = models.CharField(max_length=150, blank=True)  # as moderators are told it
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)  # as it was when it was first reported
    path = models.CharField(max_length=500, blank=True)  # at the site
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_index=True)
    claimed_by = _account()
    claimed_at = models.DateTimeField(null=True)
    hidden = models.BooleanField(default=False)  # by this case, now
    kept = models.JSONField(default=dict)  # what showing it again takes
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-urgent", "due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state="open"), name="moderation_one_open_case"
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None) | Q(claimed_at__isnull=False), name="moderation_claimed_when"
            ),
        ]
        permissions = [("moderate", "Can decide on what was reported")]
        verbose_name = "case"

    def __str__(self) -> str:
        return f"Case {self.pk}"  # no words of it: it stands in logs


class Report(models.Model):
    """That somebody said what is wrong with something. Who it was is told to moderators, never to the author."""

    retention: ClassVar[dict[str, Retention]] = {
        "email": Retention(180, after="case__decided_at", becomes=""),
        "words": Retention(365, after="case__decided_at", becomes=""),
    }

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # in the links of mails
    reporter = _account("reports_of_content")
    email = models.EmailField(blank=True)  # of who has no account, by choice: to be told what became of it
    reason = models.CharField(max_length=30, choices=Reason)
    words = models.TextField(max_length=LONGEST_WORDS, blank=True)
    request_digest = models.CharField(max_length=64, unique=True)  # of the client's idempotency key, and who sent it
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"Report {self.pk}"

    @property
    def reference(self) -> str:
        """What a reporter may quote when they write to us."""
        return f"R-{self.key.hex[:8].upper()}"


class Action(models.TextChoices):
    """What is decided."""

    NONE = "none", "It stays as it is"
    WARN = "warn", "It stays, and its author is warned"
    HIDE = "hide", "It is hidden"
    REMOVE = "remove", "It is removed"
    SUSPEND = "suspend", "It is removed, and its author is suspended"


TAKES_AWAY = frozenset({Action.HIDE, Action.REMOVE, Action.SUSPEND})


class Decision(models.Model):
    """What a moderator decided, on what ground, and what the author is told."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # in the links of mails
    moderator = _account()
    action = models.CharField(max_length=10, choices=Action)
    ground = models.CharField(max_length=30, choices=Reason)
    statement = models.TextField(max_length=LONGEST_WORDS)  # facts and reasoning, told to the author
    note = models.TextField(max_length=LONGEST_WORDS, blank=True)  # for moderators alone
    suspended_days = models.PositiveSmallIntegerField(null=True)  # None with SUSPEND: until somebody ends it
    on_appeal = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "on_appeal"], name="moderation_decided_once")]

    def __str__(self) -> str:
        return f"{self.case}: {self.get_action_display()}"


class Appeal(models.Model):
    """That one of the two whom a decision is about asks for another look: its author, or who reported what stays. One a decision."""

    class By(models.TextChoices):
        """Who asks."""

        AUTHOR = "author", "Who wrote it"
        REPORTER = "reporter", "Who reported it"

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    by = models.CharField(max_length=10, choices=By)
    appellant = _account()
    report = models.ForeignKey(Report, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.TextField(max_length=LONGEST_WORDS)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"Appeal {self.pk}"


class LogRows(models.QuerySet["LogEntry"]):
    """Rows that are written once."""

    def update(self, **values: Any) -> NoReturn:
        raise TypeError("The log of moderation is written once.")

    def delete(self) -> NoReturn:
        raise TypeError("The log of moderation goes with its case, when its time is over.")


class LogEntry(models.Model):
    """One thing that was done with a case. Written once: no row is changed, here and by a trigger of the database; it goes with its case."""

    class What(models.TextChoices):
        """What was done."""

        REPORTED = "reported", "Was reported"
        CLAIMED = "claimed", "Was taken on"
        RELEASED = "released", "Was given back"
        DECIDED = "decided", "Was decided"
        HIDDEN = "hidden", "Was hidden"
        SHOWN = "shown", "Was shown again"
        WARNED = "warned", "The author was warned"
        SUSPENDED = "suspended", "The author was suspended"
        LET_IN = "let_in", "The author was let in again"
        TOLD = "told", "A mail was written"
        APPEALED = "appealed", "Was appealed"
        APPEAL_DECIDED = "appeal_decided", "The appeal was decided"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="log")
    actor = _account()
    actor_name = models.CharField(max_length=150, blank=True)  # of moderators; it stays when their account goes
    what = models.CharField(max_length=20, choices=What)
    words = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = LogRows.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "entry of the log of moderation"
        verbose_name_plural = "log of moderation"

    def __str__(self) -> str:
        return f"{self.case_id}: {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("The log of moderation is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The log of moderation goes with its case, when its time is over.")


class Suspension(models.Model):
    """That a member may not sign in for a time. The account itself is switched off meanwhile."""

    retention: ClassVar[dict[str, Retention]] = {ROW: Retention(3 * 365, after="ended_at")}

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suspensions")
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="suspension")
    until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Suspension {self.pk}"


class TrustDecision(models.Model):
    """How far somebody decided that a member is trusted; the last one holds."""

    class Level(models.TextChoices):
        """How far."""

        NEWCOMER = "newcomer", "Newcomer"
        KNOWN = "known", "Known"
        TRUSTED = "trusted", "Trusted"

    retention: ClassVar[dict[str, Retention]] = {}  # as long as the account: it goes with it

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trust_decisions")
    level = models.CharField(max_length=10, choices=Level)
    reason = models.CharField(max_length=300)  # told to the member
    decided_by = _account()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.level}"
