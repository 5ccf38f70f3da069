"""The mails about an account. They are sent with the transaction, so that what they tell of has happened."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from community.accounts.links import at_the_site
from community.accounts.models import DAYS_OF_A_LINK, MINUTES_OF_A_CODE


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


def send_code(to: str, code: str) -> None:
    """The code by which somebody signs in."""
    _send(to, "code", f"{code} is your code", code=code, minutes=MINUTES_OF_A_CODE)


def send_reset(to: str, token: str) -> None:
    """The link to a new password."""
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    _send(to, "reset", "a new password", link=at_the_site(f"forgotten/{token}/"), days=days)


def send_password_changed(to: str) -> None:
    """Word of a password that was changed."""
    _send(to, "password_changed", "your password was changed")


def send_move(to: str, token: str) -> None:
    """The link by which another address of an account is confirmed."""
    _send(to, "move", "confirm your new address", link=at_the_site(f"confirm/{token}/"))


def send_move_asked(to: str) -> None:
    """Word to the old address that another was asked for."""
    _send(to, "move_asked", "another address was asked for")


def send_moved(to: str) -> None:
    """Word to both that the address has changed."""
    _send(to, "moved", "your address was changed")


def send_second_factor(to: str, on: bool) -> None:
    """Word that signing in takes a second factor from now on, or no longer does."""
    _send(to, "second_factor", f"the second factor is {'on' if on else 'off'}", on=on)


def send_farewell(to: str, name: str, *, removed: bool) -> None:
    """The last mail: the account is gone."""
    _send(to, "farewell", "your account is gone", name=name, removed=removed)
