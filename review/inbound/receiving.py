"""A mail comes in: it becomes a comment, or is set aside with a reason. No answer is ever sent, so no two machines talk for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Comment

from content_types.core.row_locks import lock_pages
from review.errors import ReviewError
from review.inbound.message import Arrived, Unreadable, read
from review.inbound.other_addresses import taken
from review.inbound.plain import one_line
from review.inbound.replies import answer_in
from review.invitations import Standing, standing_of
from review.links import invitation_at
from review.models import MAX_NOTE, InboundMail, Invitation, MailOutcome
from review.words import comment

MAX_BYTES = 10 * 1024 * 1024
MOST_NAMED = 10  # attachments
_HEADERS = 64 * 1024  # bytes of one that is too large, for its headers


@dataclass(frozen=True)
class Received:
    """What became of a mail."""

    outcome: Any  # MailOutcome, or that of other addresses: an enum of words with ACCEPTED among them
    comment: Comment | None = None

    @property
    def accepted(self) -> bool:
        """Whether it became a comment, or was passed on."""
        return str(self.outcome.value) == MailOutcome.ACCEPTED.value


def receive(raw: bytes) -> Received:
    """Take in one mail. Once is enough: the same mail again changes nothing. Raises nothing but errors of the database."""
    too_large = len(raw) > MAX_BYTES
    try:
        arrived: Arrived | None = read(raw[:_HEADERS] if too_large else raw)
    except Unreadable:
        arrived = None
    other = taken(arrived, raw, too_large=too_large) if arrived and not arrived.addresses else None
    if other is not None:
        return Received(other)
    invitation = next(filter(None, map(invitation_at, arrived.addresses)), None) if arrived else None
    reason = MailOutcome.TOO_LARGE if too_large else _reason_against(arrived, invitation)
    text = _answer(arrived) if arrived and not reason else ""  # the most work, so only for who was invited
    with transaction.atomic():
        # Of two that bring the same mail the second waits here until the first has ended.
        row, is_new = InboundMail.objects.get_or_create(
            key=_key(raw, arrived, invitation),
            defaults={
                "outcome": reason or MailOutcome.EMPTY,
                "invitation": invitation,
                "sender": arrived.sender if arrived else "",
            },
        )
        if not is_new:
            return Received(MailOutcome.DUPLICATE)
        if reason or arrived is None or invitation is None:
            found = Received(reason or MailOutcome.MALFORMED)
        else:
            found = _commented(invitation, text, arrived)
        row.outcome, row.comment = found.outcome, found.comment
        if found.accepted:
            row.sender = ""  # the comment says who wrote it, if anybody is to know
        if arrived and not found.accepted:
            row.excerpt = one_line(text or f"{arrived.plain[:400]} {_of_attachments(arrived)}", 200)
        if found.outcome == MailOutcome.UNKNOWN_ADDRESS:
            row.invitation = None  # deleted with its page while this waited
        row.save(update_fields=["invitation", "outcome", "comment", "sender", "excerpt"])
        return found


def _key(raw: bytes, arrived: Arrived | None, invitation: Invitation | None) -> str:
    """What makes a mail the same as another: who was invited, and its Message-ID; without one, all of it.

    With the invitation: who does not know its address cannot use a Message-ID up that somebody else's mail will have.
    """
    named = arrived.message_id.encode() if arrived and arrived.message_id else hashlib.sha256(raw).digest()
    return hashlib.sha256((invitation.pk.hex if invitation else "").encode() + b"\0" + named).hexdigest()


def _reason_against(arrived: Arrived | None, invitation: Invitation | None) -> Any:
    if arrived is None:
        return MailOutcome.MALFORMED
    if not arrived.addresses:
        return MailOutcome.NO_ADDRESS
    if invitation is None:
        return MailOutcome.UNKNOWN_ADDRESS
    if arrived.automatic:
        return MailOutcome.AUTOMATIC
    if arrived.sender.casefold() != invitation.email.casefold():
        return MailOutcome.OTHER_SENDER
    return None


def _commented(invitation: Invitation, text: str, arrived: Arrived) -> Received:
    """Leave the comment, if the review is open still: asked when nobody else can end it or take the invitation back."""
    lock_pages([int(invitation.workflow_state.object_id)])
    # Only now: what was read before the lock may have changed.
    standing = Invitation.objects.select_related("account", "workflow_state__current_task_state")
    now = standing.filter(pk=invitation.pk).first()
    if now is None:
        return Received(MailOutcome.UNKNOWN_ADDRESS)
    if now.withdrawn_at is not None:
        return Received(MailOutcome.WITHDRAWN)
    invited = standing_of(now)
    if invited.state is None:
        returned = invited.standing is Standing.WITH_AUTHOR
        return Received(MailOutcome.WITH_AUTHOR if returned else MailOutcome.ENDED)
    if not text:
        return Received(MailOutcome.EMPTY)
    try:
        with transaction.atomic():
            left = comment(invited.state.pk, invited.reviewer, _with_attachments(text, arrived))
    except ReviewError as error:
        return Received(MailOutcome.TOO_MANY if error.code == "BAD_INPUT" else MailOutcome.ENDED)
    return Received(MailOutcome.ACCEPTED, left)


def _answer(arrived: Arrived) -> str:
    """The words that were written: of the plain text, and where that holds none, of the HTML."""
    own = [parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()]
    return answer_in(arrived.plain, own) or answer_in(arrived.from_html, own)


def _of_attachments(arrived: Arrived) -> str:
    names = arrived.attachments
    if not names:
        return ""
    named = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
    how_many = "1 attachment was" if len(names) == 1 else f"{len(names)} attachments were"
    return f"({how_many} not taken over: {named})"


def _with_attachments(text: str, arrived: Arrived) -> str:
    told = _of_attachments(arrived)
    room = MAX_NOTE - (len(told) + 2 if told else 0)
    if len(text) > room:
        text = f"{text[: room - 1]}…"
    return f"{text}\n\n{told}" if told else text
