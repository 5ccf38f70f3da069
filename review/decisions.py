"""A reviewer's answer, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from content_types.core.completeness import PageIncomplete, problems_of
from review import log_actions
from review.errors import ReviewError
from review.models import MAX_NOTE, AtTheEnd, Claim, Decision, Review, SuggestedEdit
from review.opening import OpenReview, Reviewer, open_review, require_standing
from review.questions import answered
from review.rules import Progress, is_author, may_publish, may_review, name_of, progress, topic_reviewers
from review.unsigned import logged, nameless, settle

CHANGED = "The page was changed after you opened it. Look at it again, then answer; nothing was changed."


@dataclass(frozen=True)
class Given:
    """What a reviewer has filled in. ``revision`` is the version that they read; None for the one that stands."""

    decision: Decision
    revision: int | None = None
    answers: Sequence[tuple[int | None, str, str]] = ()  # the key of a question, an Answer, a note
    note: str = ""
    signed: bool = True
    public: bool = False
    needs_note: bool = True  # False: what is asked for stands in comments beside the form


@dataclass(frozen=True)
class Outcome:
    """What has happened: ``published``, ``returned`` to its author, or neither, and then what is still needed."""

    review: Review
    published: bool = False
    returned: bool = False
    progress: Progress | None = None
    problems: list[str] = field(default_factory=list)  # what keeps an approved page from being published


@transaction.atomic
def decide(state_id: Any, reviewer: Reviewer, given: Given) -> Outcome:
    """Record an answer, and do what follows. Raises ReviewError, and then nothing was changed.

    The last approval that is needed publishes the page, where the step says so and nothing is missing in it; else the
    page waits for an editor. Whoever asks for changes sends it back to its author at once.
    """
    opened = open_review(state_id)
    _check(opened, reviewer, given)
    review = _record(opened, reviewer, given)
    settle(opened, reviewer, given.signed)
    with nameless(given.signed):
        return _follow(opened, reviewer, given, review)


def _follow(opened: OpenReview, reviewer: Reviewer, given: Given, review: Review) -> Outcome:
    if given.decision == Decision.DECLINE:
        Claim.objects.filter(state=opened.state, user=reviewer.account).delete()
        _log(opened, reviewer, given, log_actions.DECLINED)
        return Outcome(review)
    if given.decision == Decision.CHANGES:
        _log(opened, reviewer, given, log_actions.ASKED_FOR_CHANGES)
        opened.state.reject(user=_shown(reviewer, given), comment=given.note)
        return Outcome(review, returned=True)
    _log(opened, reviewer, given, log_actions.APPROVED)
    return _approved(opened, reviewer, given, review)


def _approved(opened: OpenReview, reviewer: Reviewer, given: Given, review: Review) -> Outcome:
    reached = progress(opened.state, opened.task, opened.page)
    if not reached.is_enough:
        return Outcome(review, progress=reached)
    problems = list(problems_of(opened.page.get_latest_revision_as_object()))
    if problems or opened.task.at_the_end == AtTheEnd.WAIT:
        opened.state.enough_at = timezone.now()
        opened.state.save(update_fields=["enough_at"])
        return Outcome(review, progress=reached, problems=problems)
    opened.state.approve(user=_shown(reviewer, given), comment=given.note)
    opened.page.refresh_from_db()
    return Outcome(review, published=bool(opened.page.live), progress=reached)


def _shown(reviewer: Reviewer, given: Given) -> Any:
    """Whom the history names: nobody, where a reviewer is not told."""
    return reviewer.account if given.signed else None


def _log(opened: OpenReview, reviewer: Reviewer, given: Given, action: str) -> None:
    told = logged(reviewer, given.signed)
    told["data"]["by_link"] = given.signed and reviewer.invitation is not None
    log(instance=opened.page, action=action, revision=opened.page.latest_revision, **told)


def _check(opened: OpenReview, reviewer: Reviewer, given: Given) -> None:
    page, workflow_state = opened.page, opened.state.workflow_state
    if reviewer.invitation is not None:
        require_standing(reviewer.invitation)
        if opened.task.author_excluded and is_author(reviewer.account, page, workflow_state):
            raise ReviewError("FORBIDDEN", "Authors do not review their own pages.")
    elif not may_review(opened.task, reviewer.account, page, workflow_state):
        own = is_author(reviewer.account, page, workflow_state)
        raise ReviewError(
            "FORBIDDEN",
            "Authors do not review their own pages."
            if own
            else "You are not among those who are asked to review this.",
        )
    if given.revision is not None and given.revision != page.latest_revision_id:
        raise ReviewError("CHANGED_MEANWHILE", CHANGED, "revision")
    if len(given.note) > MAX_NOTE:
        raise ReviewError("BAD_INPUT", f"Write at most {MAX_NOTE:,} characters.", "note")
    if given.public and not given.signed:
        raise ReviewError("BAD_INPUT", "Readers can be told your name only where you sign.", "public")
    if given.decision == Decision.DECLINE and not given.note.strip():
        raise ReviewError("BAD_INPUT", "Say in a few words why you cannot review it.", "note")
    if given.decision == Decision.CHANGES and given.needs_note and not given.note.strip():
        suggested = SuggestedEdit.objects.filter(
            workflow_state=workflow_state, user=reviewer.account, status=SuggestedEdit.Status.OPEN
        )
        if not suggested.exists():
            raise ReviewError("BAD_INPUT", "Say what should be changed.", "note")


def _record(opened: OpenReview, reviewer: Reviewer, given: Given) -> Review:
    page, state = opened.page, opened.state
    before = state.reviews.filter(reviewer=reviewer.account, revision=page.latest_revision_id).first()
    if before is not None:
        if before.decision == given.decision:
            raise ReviewError("ALREADY_REVIEWED", "You have answered already. Nothing was changed.")
        before.delete()  # somebody thought again about the same version; the page's history keeps that
    claim = Claim.objects.filter(state=state, user=reviewer.account).select_related("partner").first()
    partner = claim.partner if claim is not None else None
    return Review.objects.create(
        state=state,
        reviewer=reviewer.account,
        reviewer_name=reviewer.name[:150],
        partner_name=name_of(partner)[:150] if partner is not None else "",
        invitation=reviewer.invitation,
        revision_id=page.latest_revision_id,
        decision=given.decision,
        answers=[
            {"question": question.text, "answer": answer.value, "note": note[:MAX_NOTE]}
            for question, answer, note in answered(page, list(given.answers))
        ],
        note=given.note,
        signed=given.signed,
        public=given.public,
        of_topic=reviewer.account.pk in topic_reviewers(page),
    )


@transaction.atomic
def publish(state_id: Any, editor: Any) -> None:
    """End a review that has enough approvals, as an editor. Raises ReviewError, and PageIncomplete."""
    opened = open_review(state_id)
    if not may_publish(opened.page, editor):
        raise ReviewError("FORBIDDEN", "You may not publish this page.")
    if not progress(opened.state, opened.task, opened.page).is_enough:
        raise ReviewError("NOT_OPEN", "The version that stands is not approved yet. Nothing was changed.")
    opened.state.approve(user=editor)


@transaction.atomic
def answer_in_admin(task_state: Any, user: Any, action_name: str, *, comment: str = "") -> None:
    """What Wagtail's page form and its lists ask of the step; what one may do, they have asked before.

    Raises ReviewError; and PageIncomplete, and then nothing was changed: who approves there can mend the page.
    """
    if action_name == "publish":
        publish(task_state.pk, user)
        return
    decision = Decision.APPROVE if action_name == "approve" else Decision.CHANGES
    outcome = decide(task_state.pk, Reviewer(user, name_of(user)), Given(decision, note=comment, needs_note=False))
    if outcome.problems:
        raise PageIncomplete(open_review(task_state.pk).page, outcome.problems)
