"""The mails about reports of use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from community.following import choosing
from community.page_addresses import address_of, at_the_site
from community.uses.models import State, UseReport
from content_types.core.text import one_line

LONGEST_TITLE = 120  # characters of a title in a subject
MOST_LISTED = 20


def title_of(report: UseReport) -> str:
    """The tool's title as it may stand in a subject."""
    return one_line(str(report.page.title))[:LONGEST_TITLE]


def name_of(member: Any) -> str:
    """How a member is addressed."""
    return one_line(member.get_full_name().strip() or member.get_username())


def _send(to: Any, subject: str, template: str, headers: dict[str, str] | None = None, **words: Any) -> None:
    if not to.email:
        return
    context = {"name": name_of(to), "site": settings.WAGTAIL_SITE_NAME, **words}
    body = render_to_string(f"uses/mail/{template}.txt", context)
    told = headers or {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, body, None, [to.email], headers=told).send(fail_silently=False)


def decided(report: UseReport) -> None:
    """To who reported: it is shown, or not and why."""
    is_shown = report.state == State.SHOWN
    subject = f"Your report on {title_of(report)}" if is_shown else f"Not shown: your report on {title_of(report)}"
    link = at_the_site("my/uses/")
    _send(report.member, subject, "decided", title=title_of(report), report=report, is_shown=is_shown, link=link)


def used(author: Any, reports: Sequence[UseReport]) -> None:
    """To the author of tools: who used them, and what changed; one mail however many there are."""
    titles = list(dict.fromkeys(title_of(one) for one in reports))
    subject = f"Somebody used {titles[0]}" if len(reports) == 1 else f"{len(reports)} reports that your tools are used"
    lines = [
        {"title": title_of(one), "words": one.what_changed, "link": address_of(one.page)}
        for one in reports[:MOST_LISTED]
    ]
    more = max(0, len(reports) - MOST_LISTED)
    off = choosing.off_url(author)
    _send(author, subject, "used", choosing.headers(author), lines=lines, more=more, off=off)
