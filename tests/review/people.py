"""A page in review, and the people around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Page

from cms.editors.roles import REVIEW_NAME, REVIEWERS, VOLUNTEERS, set_up_roles
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from review.decisions import Given, Outcome, decide
from review.invitations import named
from review.models import Decision, PeerReviewState, PeerReviewTask
from tests.support.tree import Tree


def account(name: str, role: str | None = REVIEWERS, **more: Any) -> Any:
    user = get_user_model().objects.create_user(
        name, f"{name}@example.org", "secret-enough", first_name=name.title(), **more
    )
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@dataclass
class InReview:
    """An article that Ana has sent for review; Ben and Cleo review."""

    page: Any
    ana: Any
    ben: Any
    cleo: Any

    @property
    def task(self) -> PeerReviewTask:
        return PeerReviewTask.objects.get(name=REVIEW_NAME)

    @property
    def state(self) -> PeerReviewState:
        """The state that is open, or was last."""
        return PeerReviewState.objects.order_by("-pk").first()

    @property
    def stored(self) -> Any:
        return Page.objects.get(pk=self.page.pk).specific

    def asks_for(self, **settings: Any) -> None:
        PeerReviewTask.objects.filter(pk=self.task.pk).update(**settings)

    def answer(self, user: Any, decision: Decision = Decision.APPROVE, **more: Any) -> Outcome:
        return decide(self.state.pk, named(user), Given(decision, **more))


def in_review(tree: Tree, **fields: Any) -> InReview:
    set_up_roles()
    ana, ben, cleo = account("ana", VOLUNTEERS), account("ben"), account("cleo")
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, live=False, owner=ana, **{"title": "On money", "summary": "What helps.", **fields}
    )
    page.save_revision(user=ana)
    page.get_workflow().start(page, ana)
    return InReview(page, ana, ben, cleo)
