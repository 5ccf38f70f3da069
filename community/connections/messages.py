"""The mails between members. Each is made anew from words: nothing of a mail that came in goes out but the text that was read from it."""

from __future__ import annotations

from email.utils import formataddr, make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from community.accounts.links import at_the_site
from community.connections.models import DAYS_OF_A_MESSAGE, Contact
from community.connections.names import shown_name
from community.connections.relay.addresses import address_of
from content_types.core.text import one_line
from review.inbound.replies import MARKER

LONGEST_SUBJECT = 150
LOOP = "X-Loop"  # of what was passed on: a mail with it is not passed on again


def loop_mark() -> str:
    """What the header of a mail says that was passed on here."""
    return f"member@{settings.MAIL_RELAY_DOMAIN}"


def asked(contact: Contact) -> None:
    """Somebody would like to connect."""
    name = shown_name(contact.requester)
    _send(contact, contact.recipient, "asked", f"{name} would like to write to you", message=contact.message)


def accepted(contact: Contact, words: str = "") -> None:
    """They are connected: to who asked, with the address of the other."""
    name = shown_name(contact.recipient)
    _send(contact, contact.requester, "accepted", f"{name} has accepted", conversation=True, message=words)


def declined(contact: Contact) -> None:
    """Not now, and no more than that."""
    _send(contact, contact.requester, "declined", f"{shown_name(contact.recipient)}: not now")


def message(contact: Contact, sender: Any, text: str, subject: str = "") -> None:
    """What one of the two wrote, to the other."""
    about = one_line(subject) or f"A message from {shown_name(sender)}"
    _send(contact, contact.other(sender), "message", about, conversation=True, by_person=True, message=text)


def _send(
    contact: Contact,
    to: Any,
    template: str,
    subject: str,
    conversation: bool = False,
    by_person: bool = False,
    **words: Any,
) -> None:
    """Send one mail to one side; of a ``conversation`` it can be answered. Whose account is switched off gets none."""
    if not to.email or not to.is_active:
        return
    other = contact.other(to)
    name, address = shown_name(other), address_of(contact, other) if conversation else None
    context = {
        "name": one_line(to.get_full_name().strip() or to.get_username()),
        "other": name,
        "site": settings.WAGTAIL_SITE_NAME,
        "link": at_the_site("my/connections/"),
        "address": address,
        "answer_above": MARKER,
        "days": DAYS_OF_A_MESSAGE,
        **words,
    }
    headers = {"X-Auto-Response-Suppress": "OOF, AutoReply"}
    sender: str | None = None  # DEFAULT_FROM_EMAIL
    if address is not None:
        host = settings.MAIL_RELAY_DOMAIN
        thread = f"<{salted_hmac(__name__, str(contact.pk)).hexdigest()[:20]}@{host}>"
        headers |= {
            "Message-ID": make_msgid(idstring="member", domain=host),
            "References": thread,
            "In-Reply-To": thread,
        }
        headers[LOOP] = loop_mark()
        sender = formataddr((f"{name} ({settings.WAGTAIL_SITE_NAME})", address))
    if not by_person:
        headers["Auto-Submitted"] = "auto-generated"
    body = render_to_string(f"connections/mail/{template}.txt", context)
    EmailMessage(one_line(subject)[:LONGEST_SUBJECT], body, sender, [parseaddr(to.email)[1]], headers=headers).send(
        fail_silently=False
    )
