"""What is held of a member here."""

from __future__ import annotations

from community.personal_data import holds, left_out

holds(
    "followed", "following.Follow.member", "kind", "topic__name", "place__name", "tool__title", "created_at",
)  # fmt: skip
holds("choice of mails", "following.MailChoice.member", "rhythm", "reminders", "news_of_use", "sent_at")
holds("told by digests", "following.Told.member", "kind", "key", "told_at")
left_out("following.Follow.followed", "That somebody else follows them is that member's own.")
