"""Dirty markers, what the public was told is there, and the change log."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Kind(models.TextChoices):
    """What happened to a page, as the public sees it."""

    PUBLISHED = "published", "Published"
    UPDATED = "updated", "Updated"
    UNPUBLISHED = "unpublished", "Unpublished"
    MOVED = "moved", "Moved"


class DirtyMarker(models.Model):
    """That something happened which may change what the public sees of a page; written in the transaction that does it.

    ``changes.processing`` takes it away again, in the transaction that says what it came to.
    """

    page_id = models.BigIntegerField()  # no foreign key: the row outlives a deleted page
    content = models.BooleanField(default=True)  # the page itself was saved, not only what decides who sees it
    below = models.BooleanField(default=False)  # everything below it may have appeared, disappeared or moved too
    done_path = models.CharField(max_length=255, blank=True)  # of what is below, everything up to here is processed
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "changes_pagetouch"  # as it was called first

    def __str__(self) -> str:
        return f"page {self.page_id}{' and below' if self.below else ''}"


class PublicPage(models.Model):
    """A page that the public has been told is there, and at which address; a page that is taken down loses its row."""

    page_id = models.BigIntegerField(primary_key=True)
    content_type = models.CharField(max_length=50)  # content_types.core.registry
    site_id = models.BigIntegerField(null=True)  # null where no site holds it
    path = models.TextField(blank=True)  # below the site's root

    def __str__(self) -> str:
        return f"page {self.page_id} at {self.path}"


class ContentChange(models.Model):
    """One change, as everybody could see it when it was processed. Positions have no gaps that are filled later."""

    position = models.PositiveBigIntegerField(primary_key=True)
    page_id = models.BigIntegerField(db_index=True)
    content_type = models.CharField(max_length=50)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    site_id = models.BigIntegerField(null=True)
    path = models.TextField(blank=True)  # empty where it was taken down, or no site holds it
    previous_path = models.TextField(blank=True)  # of a page that moved
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.position}: page {self.page_id} {self.kind}"


class ChangeLog(models.Model):
    """How far the log goes; one row. Whoever holds its lock may give out positions, and nobody else."""

    last_position = models.PositiveBigIntegerField(default=0)
    pruned_position = models.PositiveBigIntegerField(default=0)  # changes up to here are forgotten
    identity = models.UUIDField(default=uuid.uuid4)  # a cursor of another log is rejected
    seeded = models.BooleanField(default=False)  # whether what was public before there was a log is known

    def __str__(self) -> str:
        return f"changes {self.pruned_position + 1} to {self.last_position}"
