"""Comments on a page, and other words suggested for some of it. Wagtail keeps and shows the comments."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Comment, Page

from content_types.core.row_locks import lock_pages
from review import log_actions
from review.errors import ReviewError
from review.models import MAX_NOTE, MAX_QUOTE, NOBODY, LeftComment, SuggestedEdit
from review.opening import OpenReview, Reviewer, open_review, require_standing
from review.passages import paths_of, with_words
from review.rules import may_review
from review.unsigned import a_reviewer, is_signed, logged, nameless

MOST_A_REVIEWER = 100  # comments, and suggestions, that one reviewer leaves in one review


def _opened_for(state_id: Any, reviewer: Reviewer) -> OpenReview:
    opened = open_review(state_id)
    if reviewer.invitation is not None:
        require_standing(reviewer.invitation)
    elif not may_review(opened.task, reviewer.account, opened.page, opened.state.workflow_state):
        raise ReviewError("FORBIDDEN", "You are not among those who are asked to review this.")
    return opened


def _paths(page: Page, words: str, revision: Any = None) -> list[str]:
    revision = revision or page.latest_revision
    return paths_of(type(page), revision.content, words) if revision else []


@transaction.atomic
def comment(state_id: Any, reviewer: Reviewer, text: str, quote: str = "") -> Comment:
    """Leave a comment, at the words that ``quote`` repeats or on the page as a whole. Raises ReviewError.

    It is of “A reviewer” until they answer under their name.
    """
    opened = _opened_for(state_id, reviewer)
    text, quote = text.strip(), quote.strip()
    if not text or len(text) > MAX_NOTE:
        raise ReviewError("BAD_INPUT", f"Write a comment of at most {MAX_NOTE:,} characters.", "text")
    if LeftComment.objects.filter(comment__page=opened.page, account=reviewer.account).count() >= MOST_A_REVIEWER:
        raise ReviewError("BAD_INPUT", f"You have left {MOST_A_REVIEWER} comments. Put the rest into one.", "text")
    path = ""
    if quote:
        found = _paths(opened.page, quote)
        if not found:
            raise ReviewError("BAD_INPUT", "These words are not in the page. Copy them from it.", "quote")
        path = found[0]
    signed = is_signed(opened.state, reviewer.account)
    left = Comment(
        page=opened.page,
        user=reviewer.account if signed else a_reviewer(),
        text=f"“{quote}”: {text}" if quote else text,
        contentpath=path or "title",
        revision_created=opened.page.latest_revision,
    )
    left.save()
    LeftComment.objects.create(comment=left, state=opened.state, account=reviewer.account)
    with nameless(signed):
        log(instance=opened.page, action=log_actions.COMMENTED, **logged(reviewer, signed))
    return left


@transaction.atomic
def suggest(state_id: Any, reviewer: Reviewer, before: str, after: str, reason: str = "") -> SuggestedEdit:
    """Suggest other words for some that stand in one place of the page; told as a comment is. Raises ReviewError."""
    opened = _opened_for(state_id, reviewer)
    before, after, reason = before.strip(), after.strip(), reason.strip()
    if not before or len(before) > MAX_QUOTE:
        raise ReviewError("BAD_INPUT", f"Copy the words from the page, at most {MAX_QUOTE:,} characters.", "before")
    if len(after) > MAX_QUOTE or after == before:
        raise ReviewError("BAD_INPUT", f"Write other words, at most {MAX_QUOTE:,} characters.", "after")
    if len(reason) > 500:
        raise ReviewError("BAD_INPUT", "Give the reason in at most 500 characters.", "reason")
    _require_one_place(_paths(opened.page, before))
    of_review = SuggestedEdit.objects.filter(workflow_state=opened.state.workflow_state, user=reviewer.account)
    if of_review.count() >= MOST_A_REVIEWER:
        raise ReviewError("BAD_INPUT", f"You have suggested {MOST_A_REVIEWER} edits; that is enough.", "before")
    signed = is_signed(opened.state, reviewer.account)
    found = SuggestedEdit.objects.create(
        page=opened.page,
        workflow_state=opened.state.workflow_state,
        user=reviewer.account,
        name=reviewer.name[:150] if signed else NOBODY,
        before=before,
        after=after,
        reason=reason,
    )
    with nameless(signed):
        log(instance=opened.page, action=log_actions.SUGGESTED, **logged(reviewer, signed))
    return found


def _require_one_place(paths: list[str]) -> None:
    if not paths:
        raise ReviewError(
            "BAD_INPUT",
            "These words do not stand together in the page. Copy them from it, from within one paragraph and one style.",
            "before",
        )
    if len(paths) > 1:
        raise ReviewError(
            "BAD_INPUT", "These words stand in the page more than once. Copy more of the sentence.", "before"
        )


def may_decide(page: Page, user: Any) -> bool:
    """Whether somebody may take over what was suggested: its owner, and who may edit it and finds it unlocked."""
    if page.locked and page.locked_by_id != user.pk:
        return False
    return bool(page.permissions_for_user(user).can_edit())


@transaction.atomic
def accept(suggestion_id: Any, user: Any) -> SuggestedEdit:
    """Take suggested words over, as a new version of the draft; what is published stays. Raises ReviewError."""
    suggestion = _to_decide(suggestion_id, user)
    page = suggestion.page.specific
    latest = page.get_latest_revision()
    _require_one_place(_paths(page, suggestion.before, latest))
    content = with_words(type(page), latest.content, suggestion.before, suggestion.after)
    changed = page.with_content_json(content)
    revision = changed.save_revision(user=user, log_action=False, clean=False)
    log(
        instance=changed,
        action=log_actions.ACCEPTED,
        user=user,
        revision=revision,
        data={"name": suggestion.name},
        content_changed=True,
    )
    return _decided(suggestion, user, SuggestedEdit.Status.ACCEPTED)


@transaction.atomic
def leave(suggestion_id: Any, user: Any) -> SuggestedEdit:
    """Leave the words as they are. Raises ReviewError."""
    suggestion = _to_decide(suggestion_id, user)
    log(instance=suggestion.page, action=log_actions.LEFT, user=user, data={"name": suggestion.name})
    return _decided(suggestion, user, SuggestedEdit.Status.DECLINED)


def _to_decide(suggestion_id: Any, user: Any) -> SuggestedEdit:
    found = SuggestedEdit.objects.filter(pk=suggestion_id).first()
    if found is not None:
        lock_pages([found.page_id])
        found = SuggestedEdit.objects.select_related("page").filter(pk=suggestion_id).first()
    if found is None or not found.page.permissions_for_user(user).can_edit():
        raise ReviewError("NOT_FOUND", "There is no such suggestion.")
    if not may_decide(found.page, user):
        raise ReviewError("FORBIDDEN", "Somebody has locked this page. Try again when it is open.")
    if found.status != SuggestedEdit.Status.OPEN:
        raise ReviewError("NOT_OPEN", "This was decided already. Nothing was changed.")
    return found


def _decided(suggestion: SuggestedEdit, user: Any, status: SuggestedEdit.Status) -> SuggestedEdit:
    suggestion.status, suggestion.decided_by, suggestion.decided_at = status, user, timezone.now()
    suggestion.save(update_fields=["status", "decided_by", "decided_at"])
    return suggestion
