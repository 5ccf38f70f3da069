"""What is held of a member here."""

from __future__ import annotations

from community.personal_data import left_out

left_out(
    "heatmap.Counted.user", "A keyed digest of what the profile says, by which the next count knows whether it changed."
)
