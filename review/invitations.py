"""Asking a colleague by mail, taking that back, and what their link opens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.log_actions import log
from wagtail.models import Comment, Page, WorkflowState

from review import log_actions, messages
from review.errors import ReviewError
from review.links import invitation_of
from review.models import Invitation, LeftComment, PeerReviewState, Review, ReviewQuestion, SuggestedEdit
from review.opening import OVER, Reviewer, current_state, open_review, page_of
from review.questions import questions_for
from review.rules import guest_named, is_author, may_review, name_of

MOST_A_REVIEW = 20  # invitations that are open at once


class Standing(Enum):
    """What an invitation is good for now."""

    OPEN = "open"  # the page waits for its answer
    WITH_AUTHOR = "with_author"  # the page may come back
    ENDED = "ended"  # nothing any more: the review is over, or the invitation was taken back


@dataclass(frozen=True)
class Invited:
    """What a link opens: one review, and what of it is open now."""

    invitation: Invitation
    standing: Standing
    state: PeerReviewState | None
    page: Page | None

    @property
    def reviewer(self) -> Reviewer:
        """The colleague, as somebody who answers."""
        return Reviewer(self.invitation.account, self.invitation.name, self.invitation)

    @property
    def inviter(self) -> str | None:
        """Who invited them."""
        by = self.invitation.invited_by
        return name_of(by) if by is not None else None

    @cached_property
    def questions(self) -> list[ReviewQuestion]:
        """The questions of the form, while it can be answered."""
        return questions_for(self.page) if self.state is not None and self.page is not None else []

    @cached_property
    def answered(self) -> Review | None:
        """What they have answered for the version that stands; of a review that is over, what they answered last."""
        own = Review.objects.filter(
            state__workflow_state=self.invitation.workflow_state, reviewer=self.invitation.account
        )
        if self.state is not None and self.page is not None:
            own = own.filter(state=self.state, revision=self.page.latest_revision_id)
        return own.order_by("-pk").first()

    @cached_property
    def suggested_edits(self) -> list[SuggestedEdit]:
        """What they have suggested in this review, while that lasts."""
        if self.page is None:
            return []
        own = SuggestedEdit.objects.filter(workflow_state=self.invitation.workflow_state)
        return list(own.filter(user=self.invitation.account))

    @cached_property
    def comments(self) -> list[Comment]:
        """What they have left on the page since they were invited, while the review lasts."""
        if self.page is None:
            return []
        account = self.invitation.account
        left = LeftComment.objects.filter(account=account).values("comment")
        own = Comment.objects.filter(Q(user=account) | Q(pk__in=left), page=self.page)
        return list(own.filter(created_at__gte=self.invitation.created_at).order_by("pk"))


def may_invite(opened: Any, user: Any) -> bool:
    """Whether somebody may ask colleagues: who reviews the page, and its authors."""
    author = is_author(user, opened.page, opened.state.workflow_state)
    return author or may_review(opened.task, user, opened.page, opened.state.workflow_state)


@transaction.atomic
def invite(state_id: Any, inviter: Any, email: str, name: str, words: str = "") -> Invitation:
    """Ask a colleague by mail; the mail goes out after the commit. Raises ReviewError."""
    opened = open_review(state_id)
    if not may_invite(opened, inviter):
        raise ReviewError("FORBIDDEN", "Only those who review a page, and its authors, invite others.")
    email, name, words = email.strip(), " ".join(name.split()), words.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ReviewError(
            "BAD_INPUT", "This is no mail address. Write one such as name@example.org.", "email"
        ) from error
    if not name or len(name) > 100:
        raise ReviewError("BAD_INPUT", "Give the name of the colleague, in at most 100 characters.", "name")
    if len(words) > 1_000:
        raise ReviewError("BAD_INPUT", "Write at most 1,000 characters.", "words")
    review = opened.state.workflow_state
    standing = Invitation.objects.filter(workflow_state=review, withdrawn_at=None)
    if standing.filter(email__iexact=email).exists():
        raise ReviewError("BAD_INPUT", "This colleague is invited already.", "email")
    if standing.count() >= MOST_A_REVIEW:
        raise ReviewError("BAD_INPUT", f"{MOST_A_REVIEW} colleagues are invited already; that is enough.", "email")
    invitation = Invitation(workflow_state=review, email=email, name=name, words=words, invited_by=inviter)
    known = get_user_model().objects.filter(email__iexact=email, is_active=True).order_by("pk").first()
    if known is not None and is_author(known, opened.page, review) and opened.task.author_excluded:
        raise ReviewError("BAD_INPUT", "This is the page's author, who does not review it.", "email")
    invitation.account = known or guest_named(name, invitation.pk.hex)
    invitation.save()
    log(instance=opened.page, action=log_actions.INVITED, user=inviter, data={"name": name})
    messages.send_invitation(invitation, opened.page, opened.state)
    return invitation


@transaction.atomic
def withdraw(invitation_id: Any, user: Any) -> None:
    """Take an invitation back: its link and address are good for nothing from then on. Raises ReviewError."""
    found = Invitation.objects.select_related("workflow_state__current_task_state").filter(pk=invitation_id).first()
    state = current_state(found.workflow_state) if found is not None else None
    if found is None or state is None:
        raise ReviewError("NOT_OPEN", OVER)
    opened = open_review(state.pk)
    if found.invited_by_id != user.pk and not may_invite(opened, user):
        raise ReviewError("FORBIDDEN", "Only those who review a page, and its authors, take invitations back.")
    changed = Invitation.objects.filter(pk=found.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if changed:
        log(instance=opened.page, action=log_actions.WITHDRAWN, user=user, data={"name": found.name})


def standing_of(invitation: Invitation) -> Invited:
    """What an invitation is good for, as it stands."""
    review = invitation.workflow_state
    page = page_of(review)
    # An editor whose account was switched off does not come in by a link either; a guest's account is never on.
    left = not invitation.account.is_active and invitation.account.has_usable_password()
    if invitation.withdrawn_at is not None or page is None or left:
        return Invited(invitation, Standing.ENDED, None, None)
    state = current_state(review)
    if state is not None:
        return Invited(invitation, Standing.OPEN, state, page)
    if review.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return Invited(invitation, Standing.WITH_AUTHOR, None, page)
    return Invited(invitation, Standing.ENDED, None, None)


def opened_by(token: str) -> Invited:
    """What a link's token opens. Reading it changes nothing. Raises ReviewError for a token of no invitation."""
    invitation = invitation_of(token)
    if invitation is None:
        raise ReviewError("NOT_FOUND", "This link opens no review. Use the whole link as the mail gives it.", "token")
    return standing_of(invitation)


def to_act_by(token: str) -> tuple[PeerReviewState, Reviewer]:
    """The state and the reviewer of a link that can be answered by now. Raises ReviewError."""
    invited = opened_by(token)
    if invited.state is None:
        returned = invited.standing is Standing.WITH_AUTHOR
        raise ReviewError(
            "NOT_OPEN",
            "The page is with its author just now. You are told when it comes back." if returned else OVER,
        )
    return invited.state, invited.reviewer


def named(user: Any) -> Reviewer:
    """Somebody who is signed in, as one who answers."""
    return Reviewer(user, name_of(user))


def draft_of(token: str) -> Page:
    """The draft that a link's review is about, as it stands, while it waits for an answer. Raises ReviewError."""
    state, _ = to_act_by(token)
    page = page_of(state.workflow_state)
    latest = page.get_latest_revision() if page is not None else None
    if latest is None:
        raise ReviewError("NOT_FOUND", "The page was deleted.", "token")
    draft: Page = latest.as_object()
    return draft
