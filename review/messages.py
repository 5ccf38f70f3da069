"""The mails of a review. They are sent after the commit, so that what they tell of has happened."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from wagtail.models import Page

from review.inbound.replies import MARKER
from review.links import address_of, url_of
from review.models import Invitation, PeerReviewState
from review.rules import name_of


def _send(invitation: Invitation, template: str, subject: str, **words: Any) -> None:
    address = address_of(invitation)
    context = {
        "invitation": invitation,
        "link": url_of(invitation),
        "answer_above": MARKER if address is not None else "",
        "site": settings.WAGTAIL_SITE_NAME,
        **words,
    }
    EmailMessage(
        subject,
        render_to_string(f"review/mail/{template}.txt", context),
        None,  # from DEFAULT_FROM_EMAIL
        [invitation.email],
        reply_to=[address] if address else None,
        headers={"Auto-Submitted": "auto-generated"},
    ).send(fail_silently=False)


def title_of(page: Page) -> str:
    """A page's title as it may stand in a subject."""
    return " ".join(str(page.draft_title or page.title).split())[:120]


def send_invitation(invitation: Invitation, page: Page, state: PeerReviewState) -> None:
    """Ask a colleague."""
    _send(
        invitation,
        "invitation",
        f"Would you read “{title_of(page)}” for {settings.WAGTAIL_SITE_NAME}?",
        title=title_of(page),
        inviter=name_of(invitation.invited_by) if invitation.invited_by else settings.WAGTAIL_SITE_NAME,
        due=state.due_at,
    )


def send_back_again(invitation: Invitation, page: Page, state: PeerReviewState) -> None:
    """Tell a colleague that a page has come back from its author."""
    _send(invitation, "again", f"“{title_of(page)}” is ready to be read again", title=title_of(page), due=state.due_at)


def send_reminder(invitation: Invitation, page: Page, state: PeerReviewState) -> None:
    """Remind a colleague once."""
    _send(invitation, "reminder", f"“{title_of(page)}” waits for your answer", title=title_of(page), due=state.due_at)
