"""Response body: bytes, with the ETags and compressed forms that are made of them once."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import brotli

BROTLI_QUALITY, GZIP_LEVEL = 4, 5  # as fast as each other; nearly as small as they can be had


@dataclass(slots=True)
class Body:
    """Bytes to send. Its variants are made when they are first asked for, and kept as long as the body is."""

    content: bytes
    _etags: dict[str, str] = field(default_factory=dict, repr=False, compare=False)  # by media type
    _encoded: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)  # by encoding

    @classmethod
    def of_json(cls, value: dict[str, Any]) -> Body:
        """A value as JSON in UTF-8; a lone surrogate, which UTF-8 cannot say, becomes a question mark."""
        return cls(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace"))

    def etag(self, media_type: str) -> str:
        """A weak ETag: the same for every encoding of a body, another for each media type."""
        found = self._etags.get(media_type)
        if found is None:
            digest = hashlib.blake2b(self.content, digest_size=12, person=media_type.encode()[:16])
            found = self._etags.setdefault(media_type, f'W/"{digest.hexdigest()}"')
        return found

    def encoded(self, encoding: str | None) -> bytes:
        """The bytes in a content encoding (``br``, ``gzip``); None is as they are."""
        if encoding is None:
            return self.content
        found = self._encoded.get(encoding)
        if found is None:
            found = self._encoded[encoding] = _compressed(self.content, encoding)
        return found


def _compressed(content: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.compress(content, quality=BROTLI_QUALITY)
    if encoding == "gzip":
        return gzip.compress(content, GZIP_LEVEL, mtime=0)
    raise ValueError(f"There is no way to encode a body as {encoding}.")
