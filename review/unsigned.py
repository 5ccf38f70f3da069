"""Who answers a review without their name is named nowhere that its author sees.

The choice is made with the answer. Until then comments and suggested words are those of “A reviewer”: who answers under
their name puts it to them, who answers without is taken out of all that this turn of the review tells of them. Who it was
is kept beside, for one's own list, for limits and for who may know.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.log_actions import LogContext
from wagtail.models import Comment, CommentReply, PageLogEntry

from review import log_actions
from review.models import NOBODY, Claim, LeftComment, PeerReviewState, SuggestedEdit
from review.opening import OpenReview, Reviewer

WITHOUT_A_NAME = "a-reviewer"  # a user name
_OF_THE_REVIEWER = frozenset(
    {
        log_actions.APPROVED,
        log_actions.ASKED_FOR_CHANGES,
        log_actions.DECLINED,
        log_actions.CLAIMED,
        log_actions.GIVEN_BACK,
        log_actions.COMMENTED,
        log_actions.SUGGESTED,
    }
)
_OF_WAGTAIL = frozenset(
    f"wagtail.comments.{action}"
    for action in ("create", "edit", "delete", "resolve", "create_reply", "edit_reply", "delete_reply")
)


def a_reviewer() -> Any:
    """The account to which Wagtail's comments without a name belong: nobody can sign in to it."""
    users = get_user_model()._default_manager
    found, made = users.get_or_create(username=WITHOUT_A_NAME, defaults={"first_name": NOBODY, "is_active": False})
    if made:
        found.set_unusable_password()
        found.save(update_fields=["password"])
    return found


def is_signed(state: PeerReviewState, account: Any) -> bool:
    """Whether what somebody leaves in this turn carries their name: they have answered under it."""
    last = state.reviews.filter(reviewer=account).order_by("-pk").first()
    return last is not None and last.signed


def nameless(signed: bool) -> AbstractContextManager[Any]:
    """Wagtail names whoever is signed in where a log entry names nobody: not within this, unless they sign."""
    return nullcontext() if signed else LogContext(user=None)


def logged(reviewer: Reviewer, signed: bool) -> dict[str, Any]:
    """Whom a log entry names, as arguments of ``log``; the key of the account is shown to nobody."""
    account = reviewer.account
    return {
        "user": account if signed else None,
        "data": {"name": reviewer.name if signed else "", "account": account.pk},
    }


def settle(opened: OpenReview, reviewer: Reviewer, signed: bool) -> None:
    """Make all that somebody left in this turn as their answer is: with their name, or without."""
    account, since = reviewer.account, opened.state.started_at
    left = LeftComment.objects.filter(state=opened.state, account=account)
    words = SuggestedEdit.objects.filter(
        workflow_state=opened.state.workflow_state, user=account, created_at__gte=since
    )
    if not signed:
        _hide(opened, account)
    Comment.objects.filter(pk__in=left.values("comment")).update(user=account if signed else a_reviewer())
    words.update(name=reviewer.name[:150] if signed else NOBODY)
    entries = PageLogEntry.objects.filter(page=opened.page.pk, timestamp__gte=since)
    for entry in entries.filter(action__in=_OF_THE_REVIEWER | _OF_WAGTAIL):
        if account.pk in (entry.user_id, entry.data.get("account")):
            entry.user = account if signed else None
            entry.data |= {"name": reviewer.name if signed else "", "account": account.pk}
            entry.save(update_fields=["user", "data"])
    if not signed:
        for entry in entries.filter(action__in=[log_actions.ACCEPTED, log_actions.LEFT]):
            if entry.data.get("name") == reviewer.name:
                entry.data["name"] = ""
                entry.save(update_fields=["data"])


def _hide(opened: OpenReview, account: Any) -> None:
    """Take somebody out of what they left by Wagtail's own means, and of who reads the page."""
    since = opened.state.started_at
    Claim.objects.filter(state=opened.state, user=account).delete()
    known = LeftComment.objects.filter(state=opened.state, account=account).values("comment")
    beside = Comment.objects.filter(page=opened.page.pk, user=account, created_at__gte=since).exclude(pk__in=known)
    LeftComment.objects.bulk_create(LeftComment(comment=one, state=opened.state, account=account) for one in beside)
    CommentReply.objects.filter(comment__page=opened.page.pk, user=account, created_at__gte=since).update(
        user=a_reviewer()
    )
