"""The weekly mail: by choice, once a week, and only where there is something to tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cms.editors.digest import send_digests
from review.models import Decision
from tests.review.people import InReview, in_review
from tests.support.tree import Tree


@pytest.fixture
def review(tree: Tree) -> InReview:
    found = in_review(tree, title="On\nmoney")
    mail.outbox.clear()
    return found


def choose(*users: Any) -> None:
    for user in users:
        user.weekly_digest = True
        user.save(update_fields=["weekly_digest"])


def test_nobody_gets_it_who_has_not_chosen_it(review: InReview) -> None:
    assert send_digests() == 0
    assert mail.outbox == []


def test_it_tells_what_waits_once_a_week(review: InReview, time_machine: Any) -> None:
    choose(review.ana, review.ben)
    assert send_digests() == 1
    [sent] = mail.outbox
    assert sent.to == ["ben@example.org"], "nothing waits for the author"
    assert "- On money, by " in sent.body
    assert "/admin/account/" in sent.extra_headers["List-Unsubscribe"]
    assert send_digests() == 0
    review.answer(review.cleo, Decision.CHANGES, note="Shorter.")
    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))
    mail.outbox.clear()
    assert send_digests() == 1
    [sent] = mail.outbox
    assert sent.to == ["ana@example.org"]
    assert "Come back to you:\n- On money" in sent.body


def test_who_has_left_gets_none(review: InReview) -> None:
    choose(review.ben)
    type(review.ben).objects.filter(pk=review.ben.pk).update(is_active=False)
    assert send_digests() == 0


def test_it_is_chosen_on_the_account_page(review: InReview) -> None:
    client = Client()
    client.force_login(review.ben)
    assert "A mail once a week" in client.get("/admin/account/").content.decode()
