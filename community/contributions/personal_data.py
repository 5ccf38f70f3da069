"""What is held of a member here."""

from __future__ import annotations

from community.personal_data import holds, left_out

holds(
    "contributions", "contributions.Contribution.member", "title", "type", "sent", "created_at", "changed_at",
    "submitted_at", "withdrawn_at", "declined_at", "reason",
)  # fmt: skip
holds("files sent along", "contributions.Upload.member", "name", "size", "alt_text", "created_at")
left_out("contributions.Request.member", "Digests of what was sent, kept for 90 days so that nothing arrives twice.")
