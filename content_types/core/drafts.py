"""What saving a draft of a page writes to its live row."""

from __future__ import annotations

from collections.abc import Iterable

# Fields that no reader sees anything of.
BOOKKEEPING = frozenset(
    {
        "approved_schedule", "draft_title", "go_live_at", "has_unpublished_changes", "latest_revision",
        "latest_revision_created_at", "live_revision", "locked", "locked_at", "locked_by",
    }
)  # fmt: skip


def only_bookkeeping(update_fields: Iterable[str] | None) -> bool:
    """Whether a save of these fields (None: of all) changes nothing that readers see."""
    return update_fields is not None and BOOKKEEPING.issuperset(update_fields)
