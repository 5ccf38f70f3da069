"""What a member follows, how often they are told, and what they were told."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

MOST = 100  # that one member follows
TOLD_DAYS = 180


class Kind(models.TextChoices):
    """What can be followed."""

    TOPIC = "topic", "Topic"
    PLACE = "place", "Place"
    TOOL = "tool", "Tool"
    MEMBER = "member", "Member"


class Rhythm(models.TextChoices):
    """How often a digest comes, at most."""

    NEVER = "never", "Never"
    DAILY = "daily", "Daily"
    WEEKLY = "weekly", "Weekly"
    MONTHLY = "monthly", "Monthly"


OWN = {Kind.TOPIC: "topic", Kind.PLACE: "place", Kind.TOOL: "tool_key", Kind.MEMBER: "followed"}  # its column


def _of(kind: str) -> Q:
    """That a row of this kind has the column of its kind and no other."""
    others = {f"{name}__isnull": name != OWN[Kind(kind)] for name in OWN.values()}
    return Q(kind=kind, **others)


class Follow(models.Model):
    """That a member follows something."""

    retention: ClassVar[dict[str, timedelta]] = {}  # until they unfollow, or leave

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    kind = models.CharField(max_length=10, choices=Kind)
    topic = models.ForeignKey("taxonomy.Topic", null=True, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey("taxonomy.Place", null=True, on_delete=models.CASCADE, related_name="+")
    tool = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="+")
    tool_key = models.UUIDField(null=True)  # the translation key of the tool's pages
    followed = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="followers"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "topic"], name="topic_followed_once"),
            models.UniqueConstraint(fields=["member", "place"], name="place_followed_once"),
            models.UniqueConstraint(fields=["member", "tool_key"], name="tool_followed_once"),
            models.UniqueConstraint(fields=["member", "followed"], name="member_followed_once"),
            models.CheckConstraint(
                condition=_of("topic") | _of("place") | _of("tool") | _of("member"), name="follows_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"follow {self.pk}"


class MailChoice(models.Model):
    """Which mails a member wants. Who has none has chosen nothing: no digest, and the others."""

    retention: ClassVar[dict[str, timedelta]] = {}  # as long as the account

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice")
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.NEVER)
    reminders = models.BooleanField(default=True)  # the day before an event
    news_of_use = models.BooleanField(default=True)  # that one's tools are used
    sent_at = models.DateTimeField(null=True)  # the last digest

    def __str__(self) -> str:
        return f"mails of {self.member_id}"


class Told(models.Model):
    """That a digest told a member of something: it tells of it once."""

    retention: ClassVar[dict[str, timedelta]] = {"told_at": timedelta(days=TOLD_DAYS)}

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)  # page, or use
    key = models.PositiveBigIntegerField()
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "kind", "key"], name="told_of_it_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
