"""What the API itself keeps."""

from __future__ import annotations

from django.db import models


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
