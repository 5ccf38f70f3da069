"""What the checks found of published resources, and what became of the addresses that these link to."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from content_types.core.library import LibraryPage


class CheckedPage(models.Model):
    """A published resource as the checks saw it last."""

    page = models.OneToOneField(LibraryPage, on_delete=models.CASCADE, primary_key=True, related_name="writing_check")
    reading_age = models.PositiveSmallIntegerField(null=True)
    found = models.PositiveIntegerField(default=0)  # how many findings
    checked_at = models.DateTimeField(null=True, db_index=True)  # null: to be looked at again

    wagtail_reference_index_ignore = True  # it is no use of the page

    def __str__(self) -> str:
        return f"{self.found} findings of page {self.pk}"


class StoredFinding(models.Model):
    """One thing that a check found."""

    page = models.ForeignKey(LibraryPage, on_delete=models.CASCADE, related_name="writing_findings")
    check_code = models.CharField(max_length=40, db_index=True)
    message = models.CharField(max_length=500)
    anchor = models.CharField(max_length=200, blank=True)  # of the form, to where it is mended

    wagtail_reference_index_ignore = True

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.message


class CheckedDraft(models.Model):
    """A resource that was not published when the checks saw its last version; kept when it is, so that both can be counted."""

    page = models.OneToOneField(LibraryPage, on_delete=models.CASCADE, primary_key=True, related_name="checked_draft")
    checked_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftFinding(models.Model):
    """That a check found something in a draft."""

    draft = models.ForeignKey(CheckedDraft, on_delete=models.CASCADE, related_name="findings")
    check_code = models.CharField(max_length=40)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["draft", "check_code"], name="draft_finding_once")
        ]

    def __str__(self) -> str:
        return self.check_code


class Link(models.Model):
    """An address elsewhere that published resources link to, and whether it leads anywhere."""

    class State(models.TextChoices):
        UNKNOWN = "unknown", "Not known"  # not asked yet, or the site sends programs away
        WORKS = "works", "Works"
        FAILS = "fails", "Did not work last time"  # a site may be away for a day
        BROKEN = "broken", "Broken"

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the address: long ones fit no index
    url = models.TextField()
    pages = models.ManyToManyField(LibraryPage, related_name="checked_links")
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNKNOWN)
    reason = models.CharField(max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)  # one after the other
    checked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    told_at = models.DateTimeField(null=True)  # when somebody was told that it is broken

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.digest = digest_of(self.url)
        super().save(*args, **kwargs)


def digest_of(url: str) -> str:
    """What an address is found by."""
    return hashlib.sha256(url.encode()).hexdigest()
