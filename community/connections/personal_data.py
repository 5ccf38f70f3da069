"""What is held here of an account, as it gets it when it asks for everything."""

from __future__ import annotations

from community.personal_data import holds, left_out

holds(
    "connections I asked for", "connections.Contact.requester", "message", "page__title", "created_at", "expires_at",
    "answered_at", "ended_at",
)  # fmt: skip
holds("messages to members", "connections.ContactMessage.sender", "text", "by_mail", "created_at")
holds("members I blocked", "connections.Block.blocker", "created_at")

left_out("connections.Contact.recipient", "Somebody else's words. What was accepted stands at the page of connections.")
left_out("connections.Block.blocked", "That somebody has blocked this member: who is blocked is not told.")
