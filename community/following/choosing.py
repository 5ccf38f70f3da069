"""Which mails a member wants, and the link in each that switches all of them off without signing in.

The link is signed, not stored, and good for as long as the account: all that it opens is that switch.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db import transaction

from community.errors import CommunityError
from community.following.models import MailChoice, Rhythm

LONGEST = 200  # characters of a token
_SALT = "following.off"


def choice_of(member: Any) -> MailChoice:
    """What a member has chosen; a new one, not saved, where they have chosen nothing."""
    return MailChoice.objects.filter(member=member).first() or MailChoice(member=member)


def wants(member: Any, what: str) -> bool:
    """Whether a member wants ``reminders``, or ``news_of_use``."""
    return bool(getattr(choice_of(member), what))


@transaction.atomic
def choose(actor: Any, rhythm: str | None, reminders: bool | None, news_of_use: bool | None) -> MailChoice:
    """Choose mails; what is None stays."""
    MailChoice.objects.get_or_create(member=actor)
    choice = MailChoice.objects.select_for_update().get(member=actor)
    if rhythm is not None:
        choice.rhythm = Rhythm(rhythm)
    if reminders is not None:
        choice.reminders = reminders
    if news_of_use is not None:
        choice.news_of_use = news_of_use
    choice.save(update_fields=["rhythm", "reminders", "news_of_use"])
    return choice


def token_of(member: Any) -> str:
    """The token of a member's link; the same each time."""
    return Signer(salt=_SALT, sep=".").sign(str(member.pk))


def off_url(member: Any) -> str:
    """The link, at the site. Opening it changes nothing."""
    return f"{(settings.FRONTEND_URL or settings.SITE_URL).rstrip('/')}/mails-off/{token_of(member)}/"


def headers(member: Any) -> dict[str, str]:
    """What each mail of choice says for machines: how to switch off in one tap (RFC 2369, RFC 8058)."""
    return {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{off_url(member)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def switch_off(token: str) -> None:
    """Switch off all mails of choice of the member whose link it is. Again changes nothing. Raises CommunityError."""
    try:
        key = int(Signer(salt=_SALT, sep=".").unsign(token)) if len(token) <= LONGEST else 0
    except (BadSignature, ValueError):
        key = 0
    member = get_user_model()._default_manager.filter(pk=key).first() if key else None
    if member is None:
        raise CommunityError("LINK_ENDED", "This link is not complete, or the account is gone.", "token")
    choose(member, Rhythm.NEVER, reminders=False, news_of_use=False)
