"""Requests and messages can be reported by the one they were written to."""

from __future__ import annotations

from typing import Any

from community.connections.models import Contact, ContactMessage
from community.connections.reading import messages_of, seen_by
from community.moderation.reportable import FlagReports, SeenBy, register
from delivery.context import ReadContext


class RequestReports(FlagReports):
    """The words with which somebody asked."""

    kind, label, model, seen_by = "Contact", "Request to connect", "connections.Contact", SeenBy.ONE
    has_links = True

    def author_of(self, subject: Contact) -> Any | None:
        return subject.requester

    def text_of(self, subject: Contact) -> str:
        return subject.message

    def visible(self, context: ReadContext, key: int) -> Contact | None:
        user = context.viewer.user
        return seen_by(user).filter(pk=key).first() if user.is_authenticated else None


class MessageReports(FlagReports):
    """One message of a conversation."""

    kind, label, model, seen_by = "ContactMessage", "Message to a member", "connections.ContactMessage", SeenBy.ONE
    has_links = True

    def author_of(self, subject: ContactMessage) -> Any | None:
        return subject.sender

    def text_of(self, subject: ContactMessage) -> str:
        return subject.text

    def visible(self, context: ReadContext, key: int) -> ContactMessage | None:
        user = context.viewer.user
        return messages_of(user).filter(pk=key).first() if user.is_authenticated else None


register(RequestReports())
register(MessageReports())
