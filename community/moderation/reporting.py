"""Reporting: by members and by people without an account, anything that the one who reports may see."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.errors import CommunityError
from community.moderation import messages
from community.moderation.bounds import bounded_mails, bounded_reports
from community.moderation.log import What, note
from community.moderation.models import LONGEST_TEXT, LONGEST_WORDS, Case, Report
from community.moderation.reasons import URGENT, Reason, hours_for
from community.moderation.reportable import Reportable, by_kind
from content_types.core.identity import identity_of
from delivery.context import ReadContext

SHORTEST_KEY, LONGEST_KEY = 8, 64  # characters of an idempotency key
NOT_THERE = "There is no such thing that you may see, or it cannot be reported."


@dataclass(frozen=True)
class Wish:
    """What somebody who reports has filled in."""

    subject: str  # a global id
    reason: str
    words: str = ""
    email: str = ""  # where somebody without an account wants to be told
    key: str = ""  # made by the client: a double tap is one report


def subject_of(context: ReadContext, given: str) -> tuple[Reportable, Any]:
    """The kind and the thing that an id names. Raises CommunityError with NOT_FOUND: for what cannot be seen as for what is not there."""
    identity = identity_of(given)
    kind = by_kind(identity.kind) if identity is not None else None
    subject = kind.visible(context, identity.key) if kind is not None and identity is not None else None
    if kind is None or subject is None:
        raise CommunityError("NOT_FOUND", NOT_THERE, "subject")
    return kind, subject


def report(context: ReadContext, wish: Wish) -> Report:
    """Take a report; the same one again for the same key. One transaction, in which the mails are written too. Raises CommunityError."""
    reporter = context.viewer.user if context.viewer.user.is_authenticated else None
    digest = _digest(wish, reporter)
    words, email = _words(wish.words), _email(wish.email, reporter)
    if wish.reason not in Reason.values:
        raise CommunityError("BAD_INPUT", "Choose one of the reasons.", "reason")
    known = Report.objects.select_related("case").filter(request_digest=digest).first()
    if known is None:
        kind, subject = subject_of(context, wish.subject)
        bounded_reports(context.request, reporter)
        if email:
            bounded_mails(context.request, email)
        try:
            return _taken(context, kind, subject, reporter, Report(
                reporter=reporter, email=email, reason=wish.reason, words=words, request_digest=digest
            ))  # fmt: skip
        except IntegrityError:  # the same tap, just now
            known = Report.objects.select_related("case").get(request_digest=digest)
    identity = identity_of(wish.subject)
    if identity is None or (known.case.kind, known.case.subject) != tuple(identity):
        text = "This idempotency key was sent with another report. Make a new one for each."
        raise CommunityError("CONFLICT", text, "idempotencyKey")
    return known


@transaction.atomic
def _taken(context: ReadContext, kind: Reportable, subject: Any, reporter: Any | None, made: Report) -> Report:
    case = _open_case(context, kind, subject)
    made.case = case
    made.save(force_insert=True)
    note(case, What.REPORTED, None, made.get_reason_display())
    became_urgent = made.reason in URGENT and not case.urgent
    due = made.created_at + timedelta(hours=hours_for(made.reason))
    if due < case.due_at or became_urgent:
        case.due_at, case.urgent = min(due, case.due_at), case.urgent or became_urgent
        case.save(update_fields=["due_at", "urgent"])
    if became_urgent:
        messages.urgent(case)
    if reporter is not None:
        messages.received(made)
    return made


def _open_case(context: ReadContext, kind: Reportable, subject: Any) -> Case:
    """The open case of a thing, locked; a new one where none is open."""
    while True:
        open_now = Case.objects.select_for_update().filter(kind=kind.kind, subject=subject.pk, state=Case.State.OPEN)
        found = open_now.first()
        if found is not None:
            return found
        author = kind.author_of(subject)
        try:
            with transaction.atomic():
                return Case.objects.create(
                    kind=kind.kind,
                    subject=subject.pk,
                    author=author,
                    author_name=kind.author_name(subject)[:150],
                    text=kind.text_of(subject)[:LONGEST_TEXT],
                    path=kind.path_of(context, subject)[:500],
                    due_at=timezone.now() + timedelta(hours=hours_for(Reason.OTHER)),
                )
        except IntegrityError:  # somebody reports it just now: theirs is ours too
            continue


def _digest(wish: Wish, reporter: Any | None) -> str:
    if not SHORTEST_KEY <= len(wish.key) <= LONGEST_KEY:
        text = f"Send {SHORTEST_KEY} to {LONGEST_KEY} characters, made anew for each report."
        raise CommunityError("BAD_INPUT", text, "idempotencyKey")
    who = reporter.pk if reporter is not None else ""
    return hashlib.sha256(f"{who}\0{wish.key}".encode("utf-8", "surrogatepass")).hexdigest()


def _words(text: str) -> str:
    found = cleaned_words(text)
    if len(found) > LONGEST_WORDS:
        raise CommunityError("BAD_INPUT", f"Shorten it to {LONGEST_WORDS:,} characters.", "words")
    return found


def cleaned_words(text: str) -> str:
    """Plain text over lines, without what no database takes and no eye sees."""
    lines = text.replace("\r\n", "\n")
    return "".join(one for one in lines if one == "\n" or one.isprintable()).strip()


def _email(text: str, reporter: Any | None) -> str:
    """Of a member the account's own counts, and none is kept here."""
    email = text.strip()
    if not email or reporter is not None:
        return ""
    try:
        validate_email(email)
    except ValidationError as error:
        raise CommunityError("BAD_INPUT", "This is no mail address. Correct it, or leave it out.", "email") from error
    return email
