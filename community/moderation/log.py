"""The log of a case: who did what, when. It is written in the transaction of what it tells of, and never changed."""

from __future__ import annotations

from typing import Any

from community.moderation.models import Case, LogEntry

What = LogEntry.What


def note(case: Case, what: LogEntry.What, actor: Any | None = None, words: str = "") -> None:
    """Write one entry. Only moderators are named: who reported is told by the report."""
    name = (actor.get_full_name().strip() or actor.get_username()) if actor is not None else ""
    LogEntry.objects.create(case=case, actor=actor, actor_name=name[:150], what=what, words=words)
