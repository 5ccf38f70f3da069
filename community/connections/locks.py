"""One writer at a time between two members."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from content_types.core.row_locks import lock_objects


def lock_people(*members: Any) -> None:
    """Be the only one who changes anything between these accounts, until the transaction ends."""
    lock_objects(get_user_model(), [one.pk for one in members])
