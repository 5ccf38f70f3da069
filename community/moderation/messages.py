"""The mails of moderation, written in the transaction of what they tell of. None names who reported, or who decided.

A mail to moderators holds none of the words: it says that something waits, and where.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from community.moderation.links import token_for_author, token_for_reporter, url_of
from community.moderation.log import What, note
from community.moderation.models import TAKES_AWAY, Action, Appeal, Case, Decision, Report
from community.moderation.reading import EXCERPT
from community.moderation.reasons import hours_for
from community.moderation.reportable import by_kind
from community.moderation.rights import moderators
from content_types.core.text import one_line
from delivery.addresses import served


def _send(to: str, template: str, subject: str, **words: Any) -> bool:
    if not to:
        return False
    site = settings.WAGTAIL_SITE_NAME
    body = render_to_string(f"moderation/mail/{template}.txt", {"site": site, **words})
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(f"{site}: {subject}", body, None, [to], headers=headers).send(fail_silently=False)
    return True


def label_of(case: Case) -> str:
    """What was reported, as its kind is called."""
    kind = by_kind(case.kind)
    return kind.label.lower() if kind is not None else case.kind


def _address_of(report: Report) -> str:
    return report.email or (report.reporter.email if report.reporter is not None and report.reporter.is_active else "")


def urgent(case: Case) -> None:
    """To every moderator: something waits that cannot."""
    _to_moderators(case, "urgent", "an urgent report waits", besides=case.author_id)


def appealed(case: Case) -> None:
    """To every moderator but the first: an appeal waits."""
    first = case.decisions.order_by("pk").values_list("moderator", flat=True).first()
    _to_moderators(case, "appealed", "an appeal waits", besides=first)


def _to_moderators(case: Case, template: str, subject: str, besides: int | None) -> None:
    link = served(reverse("moderation_case", args=[case.pk]))
    for one in moderators().exclude(pk=besides):
        _send(one.email, template, subject, link=link, due=case.due_at)


def received(report: Report) -> None:
    """To a member who reported: that it has come, and by when it is decided."""
    _send(
        _address_of(report),
        "received",
        f"your report {report.reference}",
        reference=report.reference,
        days=max(1, hours_for(report.reason) // 24),
    )


def _told(decision: Decision) -> dict[str, Any]:
    case = decision.case
    return {
        "case": case,
        "decision": decision,
        "what": label_of(case),
        "excerpt": one_line(case.text)[:EXCERPT],
        "action": decision.action,
        "Action": {one.name: one.value for one in Action},
        "ground": decision.get_ground_display(),
        "days": decision.suspended_days,
    }


def decided(decision: Decision) -> None:
    """The statement of reasons to the author, where something was done; the outcome to everybody who reported."""
    case, words = decision.case, _told(decision)
    if decision.action != Action.NONE and case.author is not None:
        link = url_of(token_for_author(decision))
        subject = f"about your {label_of(case)}"
        if _send(case.author.email, "statement", subject, link=link, **words):
            note(case, What.TOLD, None, "the author: the statement of reasons")
    _tell_reporters(decision, "outcome", words)


def _tell_reporters(decision: Decision, template: str, words: dict[str, Any]) -> None:
    sent, seen = 0, set()
    for report in decision.case.reports.select_related("reporter"):
        address = _address_of(report)
        if address in seen:
            continue
        seen.add(address)
        link = url_of(token_for_reporter(decision, report)) if decision.action == Action.NONE else ""
        subject = f"what became of your report {report.reference}"
        sent += _send(address, template, subject, link=link, reference=report.reference, **words)
    if sent:
        note(decision.case, What.TOLD, None, f"{sent} who reported: the outcome")


def appeal_decided(decision: Decision, *, changed: bool) -> None:
    """What became of the appeal, to the one who appealed; and to the other side, where it changes something for them."""
    case, words = decision.case, {**_told(decision), "changed": changed}
    made = Appeal.objects.select_related("report__reporter").get(decision__case=case)
    taken = decision.action in TAKES_AWAY
    author = case.author.email if case.author is not None else ""
    if made.by == Appeal.By.AUTHOR or changed:
        own = made.by == Appeal.By.AUTHOR
        if _send(author, "appeal_decided", f"about your {label_of(case)}", own=own, taken=taken, **words):
            note(case, What.TOLD, None, "the author: what became of the appeal")
    if made.by == Appeal.By.REPORTER and made.report is not None:
        subject = f"what became of your report {made.report.reference}"
        if _send(_address_of(made.report), "appeal_decided", subject, own=True, taken=taken, **words):
            note(case, What.TOLD, None, "who appealed: what became of the appeal")
