"""Who answers without their name is named nowhere that the author sees; administrators may know."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import Comment, PageLogEntry

from cms.editors.roles import ADMINISTRATORS
from review.claims import claim
from review.decisions import Given, decide
from review.inbound.receiving import receive
from review.invitations import invite, named, opened_by, to_act_by
from review.links import address_of, token_of
from review.models import NOBODY, Decision, InboundMail, Review, SuggestedEdit
from review.rules import may_know
from review.trail import as_json, trail_of
from review.words import accept, comment, suggest
from tests.review.people import InReview, account

pytestmark = pytest.mark.django_db


def told_to(user: Any, review: InReview) -> str:
    """All that the page's screens and files say to somebody."""
    client, key = Client(), review.page.pk
    client.force_login(user)
    pages = [
        reverse("page_review", args=[key]),
        reverse("review_trail_json", args=[key]),
        reverse("wagtailadmin_pages:history", args=[key]),
        reverse("wagtailadmin_pages:workflow_history", args=[key]),
        reverse("wagtailadmin_pages:edit", args=[key]),
        reverse("wagtailadmin_pages:revisions_compare", args=[key, "earliest", "latest"]),
        reverse("wagtailadmin_home"),
    ]
    found = [client.get(one).content.decode() for one in pages]
    table = client.get(reverse("review_trail_csv", args=[key]))
    return "\n".join([*found, b"".join(table.streaming_content).decode(), *(str(one.body) for one in mail.outbox)])


def test_what_was_left_before_is_as_the_answer_is(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    claim(review.state.pk, review.ben)
    comment(review.state.pk, named(review.ben), "Says who?")
    accept(suggest(review.state.pk, named(review.ben), "What helps.", "What helps most.").pk, review.ana)
    own = Comment(page=review.page, user=review.ben, text="In the form.", contentpath="title")
    own.save()
    own.log_create(user=review.ben)
    mail.outbox.clear()
    review.answer(review.ben, Decision.CHANGES, note="See the words.", signed=False)
    told = told_to(review.ana, review)
    assert "Ben" not in told
    assert "ben@" not in told
    assert '"ben"' not in told
    assert {one.user.first_name for one in Comment.objects.all()} == {NOBODY}
    assert SuggestedEdit.objects.get().name == NOBODY
    assert not PageLogEntry.objects.filter(page=review.page.pk, user=review.ben).exists()


def test_a_name_is_told_only_once_somebody_answers_under_it(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    comment(review.state.pk, named(review.ben), "Says who?")
    edit = suggest(review.state.pk, named(review.ben), "What helps.", "What helps most.")
    assert (edit.name, Comment.objects.get().user.first_name) == (NOBODY, NOBODY)
    assert "Ben" not in as_json(trail_of(review.page))
    review.answer(review.ben)
    edit.refresh_from_db()
    assert (edit.name, Comment.objects.get().user) == ("Ben", review.ben)
    assert suggest(review.state.pk, named(review.ben), "On money", "On cash").name == "Ben", "what comes after, too"
    assert {one.who for one in trail_of(review.page)} == {"Ana", "Ben"}
    review.answer(review.ben, Decision.DECLINE, note="I know the author.", signed=False)
    assert "Ben" not in as_json(trail_of(review.page)), "who thinks again is taken out"


def test_each_turn_has_its_own_choice(review: InReview) -> None:
    comment(review.state.pk, named(review.ben), "Says who?")
    review.answer(review.ben, Decision.CHANGES, note="Shorter.", signed=False)
    review.stored.current_workflow_state.resume(review.ana)
    comment(review.state.pk, named(review.ben), "Better.")
    review.answer(review.ben)
    assert [one.user.first_name for one in Comment.objects.order_by("pk")] == [NOBODY, "Ben"]


def test_by_link_and_by_mail_as_well(review: InReview, settings: Any) -> None:
    settings.REVIEW_MAIL_DOMAIN = "in.example.org"
    review.asks_for(approvals_needed=2)
    invitation = invite(review.state.pk, review.cleo, "dora@example.org", "Dora")
    mail.outbox.clear()
    words = f"From: Dora <dora@example.org>\r\nTo: {address_of(invitation)}\r\nMessage-ID: <1@x>\r\n\r\nSays who?"
    assert receive(words.encode()).accepted
    token = token_of(invitation)
    state, reviewer = to_act_by(token)
    comment(state.pk, reviewer, "And when?")
    decide(state.pk, reviewer, Given(Decision.APPROVE, signed=False))
    assert {one.user.first_name for one in Comment.objects.all()} == {NOBODY}
    assert [one.text for one in opened_by(token).comments] == ["Says who?", "And when?"], "they see their own"
    assert InboundMail.objects.get().sender == ""
    steps = [one for one in trail_of(review.page) if "invited" not in one.what]
    assert not [one for one in steps if "Dora" in f"{one.who} {one.what}" or "by link" in one.what]


def test_administrators_may_know_but_not_of_their_own_page(review: InReview) -> None:
    comment(review.state.pk, named(review.ben), "Says who?")
    review.answer(review.ben, signed=False)
    admin = account("alma", ADMINISTRATORS)
    assert may_know(review.page, admin)
    assert [one.who for one in trail_of(review.page, knows=True)].count("A reviewer (Ben)") == 2
    review.ana.user_permissions.add(Permission.objects.get(codename="see_unsigned"))
    assert not may_know(review.page, type(admin).objects.get(pk=review.ana.pk))
    assert Review.objects.get().reviewer == review.ben
