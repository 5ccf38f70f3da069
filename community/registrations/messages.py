"""The mails about a registration: each says one thing that has happened, once. The join link is in none of them.

They are handed to the mail backend in the transaction that they tell of, which sends them after its commit.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from community.following import choosing
from community.page_addresses import address_of
from community.registrations.links import url_of
from community.registrations.models import Registration, State
from community.registrations.opening import OpenRegister
from content_types.core.registrations import Guest
from content_types.core.text import one_line

LONGEST_TITLE = 120  # characters of a title in a subject


def title_of(opened: OpenRegister) -> str:
    """The event's title as it may stand in a subject."""
    return one_line(str(opened.page.title))[:LONGEST_TITLE]


def ahead_of(one: Registration) -> int:
    """How many wait before this one."""
    waiting = Registration.objects.filter(register=one.register_id, state=State.WAITING)
    return waiting.filter(position__lt=one.position).count()


def _send(
    opened: OpenRegister,
    one: Registration,
    template: str,
    subject: str,
    comes: bool | None = None,
    headers: dict[str, str] | None = None,
    **words: Any,
) -> None:
    """Send one mail; with ``comes`` it changes the calendar too."""
    address = one.member.email
    if not address:
        return
    context = {
        "name": one.member_name,
        "title": title_of(opened),
        "registration": one,
        "terms": opened.terms,
        "link": url_of(one),
        "site": settings.WAGTAIL_SITE_NAME,
        **words,
    }
    mail = EmailMultiAlternatives(
        subject,
        render_to_string(f"registrations/mail/{template}.txt", context),
        None,  # from DEFAULT_FROM_EMAIL
        [address],
        headers=headers or {"Auto-Submitted": "auto-generated"},
    )
    if comes is not None and opened.terms.is_dated:
        _to_the_calendar(mail, opened, one, comes)
    mail.send(fail_silently=False)


def _to_the_calendar(mail: EmailMultiAlternatives, opened: OpenRegister, one: Registration, comes: bool) -> None:
    """Add the message to the calendar, as Google's own has it, which Outlook and Apple read too: once as an alternative
    with its METHOD, once as a file. Each has a higher SEQUENCE than the one before."""
    host = urlsplit(settings.SITE_URL).hostname
    guest = Guest(
        uid=f"registration-{one.key}@{host}",
        sequence=one.sequence,
        name=one.member_name,
        email=one.member.email,
        url=url_of(one),
        comes=comes,
    )
    one.sequence, one.invited = one.sequence + 1, comes
    one.save(update_fields=["sequence", "invited"])
    content = opened.takes.calendar(opened.page, guest).decode()
    mail.attach_alternative(content, f"text/calendar; method={'REQUEST' if comes else 'CANCEL'}")
    mail.attach("invite.ics" if comes else "cancel.ics", content.encode(), "application/ics")


def confirmed(opened: OpenRegister, one: Registration) -> None:
    """A place is theirs."""
    _send(opened, one, "confirmed", f"You have a place: {title_of(opened)}", comes=True)


def waits(opened: OpenRegister, one: Registration) -> None:
    """They are on the waiting list."""
    _send(opened, one, "waits", f"On the waiting list: {title_of(opened)}", number=ahead_of(one) + 1)


def offered(opened: OpenRegister, one: Registration) -> None:
    """A place is offered until a time."""
    _send(opened, one, "offered", f"A place is free for you: {title_of(opened)}")


def expired(opened: OpenRegister, one: Registration) -> None:
    """The offer has ended."""
    _send(opened, one, "expired", f"The place went to the next: {title_of(opened)}")


def declined(opened: OpenRegister, one: Registration) -> None:
    """They have declined the offer."""
    _send(opened, one, "declined", f"You have declined a place: {title_of(opened)}")


def cancelled(opened: OpenRegister, one: Registration, reason: str = "") -> None:
    """Their registration is cancelled; it leaves their calendar, if it was there."""
    subject = f"Your registration is cancelled: {title_of(opened)}"
    _send(opened, one, "cancelled", subject, comes=False if one.invited else None, reason=reason)


def moved(opened: OpenRegister, one: Registration) -> None:
    """The event is at another time or place."""
    subject = f"Changed: {title_of(opened)}"
    _send(opened, one, "moved", subject, comes=True if one.state == State.CONFIRMED else None)


def called_off(opened: OpenRegister, one: Registration) -> None:
    """The event is cancelled: it leaves the calendar."""
    _send(opened, one, "called_off", f"Cancelled: {title_of(opened)}", comes=False if one.invited else None)


def postponed(opened: OpenRegister, one: Registration) -> None:
    """The event is postponed; a new date will follow."""
    subject = f"Postponed: {title_of(opened)}"
    _send(opened, one, "postponed", subject, comes=True if one.state == State.CONFIRMED else None)


def reminder(opened: OpenRegister, one: Registration) -> None:
    """The event is tomorrow; to who wants to be reminded."""
    if choosing.wants(one.member, "reminders"):
        off = choosing.off_url(one.member)
        _send(opened, one, "reminder", f"Soon: {title_of(opened)}", headers=choosing.headers(one.member), off=off)


def announcement(opened: OpenRegister, one: Registration, words: str) -> None:
    """The organisers tell everybody who comes something."""
    _send(opened, one, "announcement", f"About {title_of(opened)}", words=words)


def recording(opened: OpenRegister, one: Registration) -> None:
    """There is a recording of the event that they were registered for."""
    _send(opened, one, "recording", f"To see again: {title_of(opened)}", page=address_of(opened.page))
