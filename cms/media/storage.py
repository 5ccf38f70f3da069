"""The S3-compatible store of production."""

from __future__ import annotations

from django.conf import settings
from storages.backends.s3 import S3Storage


class PrivateS3Storage(S3Storage):
    """A bucket that nobody reads from directly: addresses lead to our own views, which check who may have each file."""

    def url(self, name: str, *args: object, **kwargs: object) -> str:
        return f"{settings.MEDIA_URL}{name}"
