"""What is held of a member here."""

from __future__ import annotations

from community.personal_data import holds

holds("I do this too", "doing.DoesThisToo.member", "page__title", "said_at")
