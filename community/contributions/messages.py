"""The mails to a member about a contribution: each says one thing that has happened, and is handed over in the transaction in which it does."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from community.contributions.models import Contribution
from content_types.core.text import one_line

LONGEST_TITLE = 120  # characters of a title in a subject


def _send(contribution: Contribution, template: str, subject: str, **words: Any) -> None:
    member = contribution.member
    if member is None or not member.email or not member.is_active:
        return
    title = one_line(contribution.title)[:LONGEST_TITLE]
    context = {
        "name": one_line(member.get_full_name().strip() or member.get_username()),
        "title": title,
        "contribution": contribution,
        "link": f"{(settings.FRONTEND_URL or settings.SITE_URL).rstrip('/')}/my/contributions/",
        "site": settings.WAGTAIL_SITE_NAME,
        **words,
    }
    EmailMessage(
        f"{subject}: {title}",
        render_to_string(f"contributions/mail/{template}.txt", context),
        None,  # from DEFAULT_FROM_EMAIL
        [member.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send(fail_silently=False)


def changes_asked(contribution: Contribution, words: str) -> None:
    """A reviewer asks for changes."""
    _send(contribution, "changes_asked", "Reviewers ask for changes", words=words)


def commented(contribution: Contribution) -> None:
    """Somebody has left a comment; what it says is read where one is signed in."""
    _send(contribution, "commented", "A comment on your contribution")


def published(contribution: Contribution) -> None:
    """Readers see it."""
    _send(contribution, "published", "Published")


def declined(contribution: Contribution) -> None:
    """It will not be published."""
    _send(contribution, "declined", "About your contribution")


def received(contribution: Contribution) -> None:
    """It has arrived."""
    _send(contribution, "received", "We have your contribution")
