"""That a member has contributed a page. The page itself is an ordinary draft of the library that the member owns; so how it stands is read there."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.retention import ROW, Retention

LONGEST_KEY = 64  # characters of an idempotency key
LONGEST_REASON = 1_000


class Status(models.TextChoices):
    """How a contribution stands."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    CHANGES_ASKED = "changes_asked", "Changes asked for"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DECLINED = "declined", "Declined"


class Contribution(models.Model):
    """One page that a member has contributed, and what they sent last."""

    wagtail_reference_index_ignore = True  # it uses nothing: what it names may go
    retention: ClassVar[dict[str, Any]] = {}  # as long as the page, or the account

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    page = models.OneToOneField("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="contribution")
    type = models.CharField(max_length=40)  # the name of its content type
    title = models.CharField(max_length=255)  # as it was sent last; stays when the page is deleted
    sent = models.JSONField(default=dict)  # what was sent last, all of it, as the input has it
    sent_revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    told_published_at = models.DateTimeField(null=True)
    told_of_comments_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)  # why it was declined

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "contribution"
        verbose_name_plural = "contributions"

    def __str__(self) -> str:
        return f"contribution {self.pk}"  # no name: it stands in logs


class Request(models.Model):
    """A request that was carried out: sent again it gives the same, and with other content it is refused."""

    retention: ClassVar[dict[str, Any]] = {"created_at": timedelta(days=90)}

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=LONGEST_KEY)
    digest = models.CharField(max_length=64)  # SHA-256 of what was sent
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.CASCADE, related_name="requests")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["member", "key"], name="contribution_request_once")
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class Upload(models.Model):
    """A file that a member sent, for a contribution that names it. It is a picture or a document of the library, private until its page is published."""

    wagtail_reference_index_ignore = True  # it uses nothing: what it names may go
    retention: ClassVar[dict[str, Any]] = {ROW: Retention(7, after="orphan_since")}

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # what clients name it by
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    contribution = models.ForeignKey(Contribution, null=True, on_delete=models.SET_NULL, related_name="uploads")
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    request_key = models.CharField(max_length=LONGEST_KEY, blank=True)  # the client's idempotency key
    digest = models.CharField(max_length=64)  # SHA-256 of the bytes as they came
    name = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    alt_text = models.CharField(max_length=250, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    orphan_since = models.DateTimeField(null=True)  # since when no contribution names it

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["member", "request_key"], condition=~models.Q(request_key=""), name="upload_request_once"
            )
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"
