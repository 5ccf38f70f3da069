"""What is held of a member here."""

from __future__ import annotations

from community.personal_data import holds

holds(
    "reports of use", "uses.UseReport.member", "page__title", "setting__name", "region__name", "used_since",
    "what_changed", "what_i_adapted", "local_figures", "state", "reason", "created_at", "changed_at",
)  # fmt: skip
holds("decisions about reports of use", "uses.UseReport.decided_by", "page__title", "state", "reason", "decided_at")
