"""What the API itself keeps."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class KnownDocument(models.Model):
    """A document of a frontend that was registered, so that its id is enough to ask for it.

    A text never changes under its id: processes keep what they have read.
    """

    key = models.CharField(max_length=255, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    text = models.TextField()
    name = models.CharField(max_length=255, blank=True)
    manifest = models.CharField(max_length=255, blank=True)
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "key")

    def __str__(self) -> str:
        return f"{self.name or 'document'} ({self.key})"

    @classmethod
    def find(cls, key: str) -> KnownDocument | None:
        """The document with this id, or this SHA-256 in small letters, or None."""
        return cls.objects.filter(models.Q(key=key) | models.Q(sha256=key)).order_by("pk").first()


class OwedInvalidation(models.Model):
    """Something changes, or has changed, that the shared cache could not be told.

    While there is a row no cached response is given or kept by anybody. All rows are settled at once, by beginning the cache anew
    (``graphql_api.response_cache.pending_invalidations``).
    """

    since = models.DateTimeField(default=timezone.now)
    in_force = models.BooleanField(default=False)  # every process has seen a row by now

    def __str__(self) -> str:
        return f"owed since {self.since:%Y-%m-%d %H:%M:%S}"
