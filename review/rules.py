"""Who may do what in a review, and when enough have approved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Page

from review.models import GUEST, Decision, PeerReviewState, PeerReviewTask, TopicReviewer


@dataclass(frozen=True)
class Progress:
    """How many have approved the version that stands, and how many of them are of its topics."""

    needed: int
    given: int
    of_topic_needed: int
    of_topic_given: int

    @property
    def is_enough(self) -> bool:
        """Whether nobody else is needed."""
        return self.given >= self.needed and self.of_topic_given >= self.of_topic_needed


def is_author(user: Any, page: Any, workflow_state: Any) -> bool:
    """Whether somebody owns the page, or handed it in."""
    return user.pk is not None and user.pk in (page.owner_id, workflow_state.requested_by_id)


def topic_reviewers(page: Page) -> set[int]:
    """The accounts that review the page's topics, or topics above them; only active ones."""
    topics = getattr(page.specific, "topics", None)
    if topics is None:
        return set()
    above = list(topics.all())
    keys: set[int] = set()
    while above:
        one = above.pop()
        if one.pk not in keys:
            keys.add(one.pk)
            above += [one.parent] if one.parent_id else []
    found = TopicReviewer.objects.filter(topic__in=keys, user__is_active=True)
    return set(found.values_list("user", flat=True))


def progress(
    state: PeerReviewState, task: PeerReviewTask, page: Page, reviewers: Collection[int] | None = None
) -> Progress:
    """What the approvals of the version that stands amount to. One of an older version counts no more.

    Where a page's topics have fewer reviewers than are asked for, beside its authors, as many as there are suffice.
    """
    approvals = [
        one
        for one in state.reviews.filter(decision=Decision.APPROVE)
        if one.revision_id is not None and one.revision_id == page.latest_revision_id
    ]
    needed = task.from_topic_reviewers
    if needed:
        able = set(topic_reviewers(page) if reviewers is None else reviewers)
        if task.author_excluded:
            able -= {page.owner_id, state.workflow_state.requested_by_id}
        needed = min(needed, len(able))
    return Progress(task.approvals_needed, len(approvals), needed, sum(one.of_topic for one in approvals))


def is_asked(task: PeerReviewTask, user: Any) -> bool:
    """Whether the step asks this account: it is in one of its groups, or may do everything."""
    return bool(user.is_active and (user.is_superuser or task._user_in_groups(user)))


def may_review(task: PeerReviewTask, user: Any, page: Page, workflow_state: Any) -> bool:
    """Whether somebody may answer: asked, and not the author where authors are excluded."""
    if task.author_excluded and is_author(user, page, workflow_state):
        return False
    return is_asked(task, user)


def may_know(page: Page, user: Any) -> bool:
    """Whether somebody may see who answered without a name: by a right of its own, and never of their own page."""
    if page.owner_id == user.pk or page.workflow_states.filter(requested_by=user.pk).exists():
        return False
    return bool(user.has_perm("review.see_unsigned"))


def may_publish(page: Page, user: Any) -> bool:
    """Whether somebody may end a review that waits for an editor."""
    return bool(page.permissions_for_user(user).can_publish())


def actions(task: PeerReviewTask, page: Any, user: Any) -> list[tuple[str, str, bool]]:
    """What the page's form offers: name, words, and whether it asks for more, as Wagtail wants it."""
    state = page.current_workflow_task_state
    if state is None or not isinstance(state := state.specific, PeerReviewState):
        return []
    offered = []
    if may_review(task, user, page, state.workflow_state):
        offered = [
            ("reject", "Ask for changes", True),
            ("approve", "Approve", False),
            ("approve", "Approve with comment", True),
        ]
    if state.enough_at and may_publish(page, user):
        offered = [one for one in offered if one[0] != "approve"] + [("publish", "Publish", False)]
    return offered


def name_of(user: Any) -> str:
    """The name under which somebody is shown."""
    return user.get_full_name().strip() or user.get_username()


def guest_named(name: str, key: Any) -> Any:
    """An account for a colleague who has none: nobody can sign in to it, and it may do nothing."""
    guest = get_user_model()(username=f"{GUEST}{key}", first_name=name[:150], is_active=False)
    guest.set_unusable_password()
    guest.save()
    return guest


def reviewers_of(task: PeerReviewTask) -> Any:
    """The accounts that a step asks by its groups; active ones, by name."""
    asked = get_user_model()._default_manager.filter(is_active=True, groups__in=task.groups.all())
    return asked.distinct().order_by("first_name", "last_name", "username")
