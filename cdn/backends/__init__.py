"""The CDNs that can be told to drop what they keep, and the way from Wagtail to the outbox."""

from cdn.backends.base import KeyedBackend, PurgeFailed, QueuedBackend, backends

__all__ = ["KeyedBackend", "PurgeFailed", "QueuedBackend", "backends"]
