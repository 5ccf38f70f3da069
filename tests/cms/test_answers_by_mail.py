"""The report of answers by mail: for administrators and reviewers, with plain reasons."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.editors.roles import ADMINISTRATORS, REVIEWERS, VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from review.invitations import invite
from review.models import InboundMail, MailOutcome, PeerReviewState
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
SignIn = Callable[[str | None], Client]


def set_aside(tree: Tree, title: str) -> InboundMail:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title=title, live=False)
    page.save_revision()
    page.get_workflow().start(page, page.owner)
    state = PeerReviewState.objects.latest("pk")
    invitation = invite(state.pk, administrator(), "dora@example.org", "Dora Diaz")
    return InboundMail.objects.create(
        key=title, invitation=invitation, outcome=MailOutcome.OTHER_SENDER, sender="eve@x.org", excerpt="<b>Hm</b>"
    )


def administrator() -> object:
    return get_user_model().objects.filter(is_superuser=True).first() or get_user_model().objects.create_superuser("r")


def test_it_shows_what_was_set_aside_and_why(tree: Tree, sign_in: SignIn) -> None:
    reviewer = sign_in(REVIEWERS)
    set_aside(tree, "On heat")
    shown = reviewer.get(reverse("answers_by_mail")).content.decode()
    reason = "Somebody else than the invited colleague sent it"
    for words in ("On heat", "Dora Diaz", reason, "eve@x.org", "&lt;b&gt;Hm&lt;/b&gt;"):
        assert words in shown
    address = reverse("answers_by_mail")
    assert "On heat" not in reviewer.get(address, {"outcome": "EMPTY"}).content.decode()
    assert "OTHER_SENDER" in reviewer.get(address, {"export": "csv"}).getvalue().decode()
    assert "Answers by mail" in reviewer.get(reverse("wagtailadmin_home")).content.decode()


def test_administrators_and_reviewers_see_it_and_nobody_else(tree: Tree, sign_in: SignIn) -> None:
    address = reverse("answers_by_mail")
    clients = {role: sign_in(role) for role in (VOLUNTEERS, REVIEWERS, ADMINISTRATORS)}
    found = {role: client.get(address).status_code for role, client in clients.items()}
    assert found == {VOLUNTEERS: 302, REVIEWERS: 200, ADMINISTRATORS: 200}
    assert "Answers by mail" not in clients[VOLUNTEERS].get(reverse("wagtailadmin_home")).content.decode()


def test_more_mails_take_no_more_statements(tree: Tree, sign_in: SignIn) -> None:
    reviewer = sign_in(REVIEWERS)
    counted = []
    set_aside(tree, "First")
    reviewer.get(reverse("answers_by_mail"))
    for title in ("Second", "Third", "Fourth"):
        set_aside(tree, title)
        with CaptureQueriesContext(connection) as queries:
            reviewer.get(reverse("answers_by_mail"))
        counted.append(len(queries))
    assert len(set(counted)) == 1, counted
