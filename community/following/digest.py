"""The digest: what is new of what a member follows, as often as they chose, each once; nothing where nothing is new."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from community.following.choosing import headers, off_url
from community.following.models import MailChoice, Rhythm, Told
from community.following.news import News, news_for
from community.page_addresses import at_the_site
from community.uses.messages import name_of
from content_types.core.text import one_line

logger = logging.getLogger(__name__)

# A little less than the rhythm: a round that begins a second before the day is over is that day's.
AFTER = {
    Rhythm.DAILY: timedelta(hours=22),
    Rhythm.WEEKLY: timedelta(days=6, hours=22),
    Rhythm.MONTHLY: timedelta(days=29, hours=22),
}


def _due() -> QuerySet[MailChoice]:
    now = timezone.now()
    over = Q(pk__in=[])
    for rhythm, after in AFTER.items():
        over |= Q(rhythm=rhythm) & (Q(sent_at=None) | Q(sent_at__lte=now - after))
    return MailChoice.objects.filter(over, member__is_active=True).exclude(member__email="")


def send_digests() -> int:
    """Send what is due; gives how many mails. Each member has a transaction of their own, and one that fails stops no other."""
    sent = 0
    for key in list(_due().order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                sent += _send(key)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("The digest %s cannot be made.", key)
    return sent


def _send(key: int) -> bool:
    choice = _due().select_for_update(of=("self",)).select_related("member").filter(pk=key).first()
    if choice is None:  # another process was first, or they chose otherwise
        return False
    found = news_for(choice.member)
    if not found:
        return False
    Told.objects.bulk_create(Told(member=choice.member, kind=one.kind, key=one.key) for one in found)
    choice.sent_at = timezone.now()
    choice.save(update_fields=["sent_at"])
    _mail(choice.member, found)
    return True


def _mail(member: Any, found: Sequence[News]) -> None:
    site = settings.WAGTAIL_SITE_NAME
    words = {
        "name": name_of(member),
        "site": site,
        "news": found,
        "following": at_the_site("my/following/"),
        "off": off_url(member),
    }
    number = len(found)
    subject = f"{site}: {one_line(found[0].title)[:100]}" + (f", and {number - 1} more" if number > 1 else "")
    body = render_to_string("following/mail/digest.txt", words)
    EmailMessage(subject, body, None, [member.email], headers=headers(member)).send(fail_silently=False)
