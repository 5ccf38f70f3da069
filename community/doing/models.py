"""That a member does what a resource is about, whichever of its languages they read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class DoesThisToo(models.Model):
    """One member's “I do this too” of one resource."""

    retention: ClassVar[dict[str, Any]] = {}  # until the member takes it back or leaves, or the resource goes

    resource_key = models.UUIDField(db_index=True)  # the translation key of its pages
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "resource_key"], name="does_this_too_once"),
        ]

    def __str__(self) -> str:
        return f"does this too {self.pk}"  # no name: it stands in logs
