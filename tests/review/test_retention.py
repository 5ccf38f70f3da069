"""Colleagues who were invited are forgotten some time after the review has ended; what they said stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Comment, PageLogEntry, TaskState

from review.decisions import Given, decide
from review.invitations import invite, to_act_by
from review.links import token_of
from review.models import Decision, Invitation, Review
from review.retention import forget_invited
from review.trail import as_json, trail_of
from review.words import comment
from tests.review.people import InReview

pytestmark = pytest.mark.django_db


def answered(review: InReview, name: str, **given: Any) -> None:
    invitation = invite(review.state.pk, review.ben, f"{name.lower()}@example.org", name)
    state, reviewer = to_act_by(token_of(invitation))
    comment(state.pk, reviewer, f"{len(name)} thoughts")
    decide(state.pk, reviewer, Given(Decision.APPROVE, **given))


def pass_days(days: int) -> None:
    TaskState.objects.filter(finished_at__isnull=False).update(finished_at=timezone.now() - timedelta(days=days))


def test_they_are_forgotten_a_year_after_the_end(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    answered(review, "Dora")
    pass_days(500)
    assert forget_invited() == 0, "the review goes on"
    answered(review, "Emil", signed=False)
    pass_days(364)
    assert forget_invited() == 0
    pass_days(366)
    call_command("prune_review_invitations", verbosity=0)
    assert not Invitation.objects.exists()
    assert not get_user_model().objects.filter(username__startswith="guest-").exists()
    assert Comment.objects.count() == 2, "what they said stays"
    assert [one.reviewer_name for one in Review.objects.order_by("pk")] == ["Dora", "A colleague"]
    told = as_json(trail_of(review.page, knows=True))
    assert "Dora" in told, "who signed stays signed"
    assert "Emil" not in told
    assert not [one for one in PageLogEntry.objects.all() if "Emil" in str(one.data)]
    assert forget_invited() == 0


def test_who_never_answered_is_forgotten_and_an_editor_stays(review: InReview, settings: Any) -> None:
    invite(review.state.pk, review.ben, "fay@example.org", "Fay")
    invite(review.state.pk, review.ben, "cleo@example.org", "Cleo")
    review.answer(review.ben)
    pass_days(366)
    settings.REVIEW_INVITATION_DAYS = 0
    assert forget_invited() == 0, "0 keeps them"
    settings.REVIEW_INVITATION_DAYS = 365
    assert forget_invited() == 2
    assert review.cleo.pk in get_user_model().objects.values_list("pk", flat=True)
    assert "Fay" not in as_json(trail_of(review.page))
