"""A mail comes in for an address of a conversation: its words are passed on, or nothing is. No answer is ever sent, so no two machines talk for ever.

Nothing of the mail itself goes out. Its text is read, without quotes and signature; of HTML the words alone, so that no picture is fetched and
nothing runs. All attachments are left out, with a note: the metadata of pictures and the authors of documents show who made them.
"""

from __future__ import annotations

import hashlib
from email.utils import parseaddr
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from community.connections.asking import locked
from community.connections.messages import loop_mark
from community.connections.messaging import pass_on, refuse_if_over
from community.connections.models import LONGEST_MESSAGE, RelayedMail, RelayOutcome
from community.connections.names import shown_name
from community.connections.relay.addresses import Side, address_of, addresses_in, side_at
from community.connections.relay.redaction import redacted
from community.errors import CommunityError
from content_types.core.text import one_line
from review.inbound.message import Arrived
from review.inbound.replies import answer_in

CUT = "\n\n[The rest was too long.]"
_REFUSED = {"CONNECTION_ENDED": RelayOutcome.ENDED, "RATE_LIMITED": RelayOutcome.TOO_MANY}


def take(arrived: Arrived, raw: bytes, too_large: bool) -> RelayOutcome | None:
    """What becomes of a mail; None where it is for no conversation. Once is enough: the same mail again changes nothing."""
    addresses = addresses_in(arrived.recipients)
    if not addresses:
        return None
    side = next(filter(None, map(side_at, addresses)), None)
    if side is None:
        return RelayOutcome.UNKNOWN_ADDRESS
    named = arrived.message_id.encode() or hashlib.sha256(raw).digest()
    key = hashlib.sha256(f"{side.contact.pk} {side.to.pk} ".encode() + named).hexdigest()
    with transaction.atomic():
        # Of two that bring the same mail the second waits here until the first has ended.
        row, is_new = RelayedMail.objects.get_or_create(
            key=key, defaults={"contact": side.contact, "outcome": RelayOutcome.EMPTY}
        )
        if not is_new:
            return RelayOutcome.DUPLICATE
        row.outcome = _against(arrived, side, too_large) or _passed_on(arrived, side)
        row.save(update_fields=["outcome"])
        return RelayOutcome(row.outcome)


def _against(arrived: Arrived, side: Side, too_large: bool) -> RelayOutcome | None:
    if arrived.automatic or loop_mark() in " ".join(arrived.loops):
        return RelayOutcome.AUTOMATIC
    if arrived.sender.casefold() not in _addresses(side.sender):
        return RelayOutcome.OTHER_SENDER
    return RelayOutcome.TOO_LARGE if too_large else None


def _addresses(member: Any) -> set[str]:
    """Every address that a member has here; they may write from each that is confirmed, and none is shown."""
    known = EmailAddress.objects.filter(user=member).values_list("email", flat=True)
    return {one.casefold() for one in (member.email, *known) if one}


def _passed_on(arrived: Arrived, side: Side) -> RelayOutcome:
    try:
        contact = locked(side.sender, side.contact.pk)
        refuse_if_over(side.sender, contact)
    except CommunityError as error:
        return _REFUSED.get(error.code, RelayOutcome.ENDED)
    text = _words(arrived, side)
    note = _of_attachments(len(arrived.attachments))
    if not text:
        return RelayOutcome.EMPTY
    whole = f"{text}\n\n{note}" if note else text
    pass_on(side.sender, contact, whole, whole, _without_names(arrived.subject, arrived, side), by_mail=True)
    return RelayOutcome.ACCEPTED


def _words(arrived: Arrived, side: Side) -> str:
    own = [parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower(), (address_of(side.contact, side.to) or "").lower()]
    text = answer_in(arrived.plain, own) or answer_in(arrived.from_html, own)
    if len(text) > LONGEST_MESSAGE - 500:
        text = text[: LONGEST_MESSAGE - 500] + CUT
    return _without_names(text, arrived, side).strip()


def _without_names(text: str, arrived: Arrived, side: Side) -> str:
    member = side.sender
    names = [member.get_full_name(), one_line(arrived.sender_name), member.get_username()]
    addresses = sorted({*_addresses(member), arrived.sender}, key=len, reverse=True)
    return redacted(text, filter(None, addresses), filter(None, names), shown_name(member))


def _of_attachments(number: int) -> str:
    if not number:
        return ""
    return "[1 attachment was not passed on.]" if number == 1 else f"[{number} attachments were not passed on.]"
