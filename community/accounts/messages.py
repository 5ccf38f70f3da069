"""The mails about an account. They are sent with the transaction, so that what they tell of has happened."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from community.accounts.links import at_the_site
from community.accounts.models import DAYS_OF_A_LINK


def _send(to: str, template: str, subject: str, **words: Any) -> None:
    site = settings.WAGTAIL_SITE_NAME
    context = {
        "site": site,
        "days": DAYS_OF_A_LINK,
        "sign_in": at_the_site("sign-in/"),
        "forgotten": at_the_site("forgotten/"),
        **words,
    }
    body = render_to_string(f"accounts/mail/{template}.txt", context)
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(f"{site}: {subject}", body, None, [to], headers=headers).send(fail_silently=False)


def send_confirmation(to: str, name: str, token: str) -> None:
    """The link by which an address is confirmed."""
    _send(to, "confirm", "confirm your address", name=name, link=at_the_site(f"confirm/{token}/"))


def send_already_a_member(to: str) -> None:
    """To the owner of an account, in place of a confirmation."""
    _send(to, "already_a_member", "you have an account already")
