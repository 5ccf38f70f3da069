"""A colleague without an account: what their link grants, and all that it does not."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core import mail
from django.core.signing import Signer
from django.test import Client

from review.decisions import Given, decide
from review.errors import ReviewError
from review.invitations import Standing, invite, named, opened_by, standing_of, to_act_by, withdraw
from review.links import address_of, invitation_at, invitation_of, token_of, url_of
from review.models import Decision, Invitation, Review
from tests.review.people import InReview, account, in_review
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(review: InReview) -> Invitation:
    mail.outbox.clear()
    return invite(review.state.pk, review.ben, "dora@example.org", "Dora  Diaz", "You know this best.")


def refused(call: Any, *arguments: Any) -> ReviewError:
    with pytest.raises(ReviewError) as caught:
        call(*arguments)
    return caught.value


def act(token: str, decision: Decision = Decision.APPROVE, **more: Any) -> Any:
    state, reviewer = to_act_by(token)
    return decide(state.pk, reviewer, Given(decision, **more))


def test_a_colleague_is_asked_by_mail_and_approves(review: InReview, invitation: Invitation) -> None:
    [sent] = mail.outbox
    assert sent.to == ["dora@example.org"]
    assert url_of(invitation) in sent.body
    assert "You know this best." in sent.body
    assert act(token_of(invitation)).published
    assert Review.objects.get().shown_name == "Dora Diaz"
    assert refused(to_act_by, token_of(invitation)).code == "NOT_OPEN", "the review has ended"
    assert opened_by(token_of(invitation)).page is None, "and its page is no longer shown as a draft"


def test_opening_a_link_changes_nothing(invitation: Invitation) -> None:
    for _ in range(3):
        assert opened_by(token_of(invitation)).standing is Standing.OPEN
    assert not Review.objects.exists()


def test_the_link_is_good_through_all_turns_of_a_review(review: InReview, invitation: Invitation) -> None:
    act(token_of(invitation), Decision.CHANGES, note="Shorter.")
    assert opened_by(token_of(invitation)).standing is Standing.WITH_AUTHOR
    assert "with its author" in str(refused(to_act_by, token_of(invitation)))
    mail.outbox.clear()
    review.stored.current_workflow_state.resume(review.ana)
    assert "dora@example.org" in [one.to[0] for one in mail.outbox]
    assert act(token_of(invitation)).published


def test_an_invitation_is_taken_back(review: InReview, invitation: Invitation) -> None:
    assert refused(withdraw, invitation.pk, account("mo", None)).code == "FORBIDDEN"
    withdraw(invitation.pk, review.cleo)
    assert standing_of(Invitation.objects.get()).standing is Standing.ENDED
    assert refused(to_act_by, token_of(invitation)).code == "NOT_OPEN"
    invite(review.state.pk, review.ben, "dora@example.org", "Dora")  # and may be given again
    assert Invitation.objects.count() == 2


def test_a_guest_can_do_nothing_else(review: InReview, invitation: Invitation) -> None:
    guest = invitation.account
    assert not guest.is_active
    assert not guest.has_usable_password()
    assert not guest.groups.exists()
    assert guest.email == "", "so that no password is ever mailed for it"
    assert authenticate(username=guest.username, password="") is None
    client = Client()
    client.force_login(guest)
    assert client.get("/admin/").status_code == 302
    assert client.get(f"/admin/pages/{review.page.pk}/edit/").status_code == 302


@pytest.mark.parametrize(
    "forge",
    [
        lambda one: "",
        lambda one: one.pk.hex,
        lambda one: f"{one.pk.hex}.",
        lambda one: token_of(one)[:-1] + ("A" if token_of(one)[-1] != "A" else "B"),
        lambda one: Signer(salt="review.address", sep=".").sign(one.pk.hex),
        lambda one: Signer(sep=".").sign(one.pk.hex),
        lambda one: Signer(key="another key of another server, as long", salt="review.link", sep=".").sign(one.pk.hex),
        lambda one: Signer(salt="review.link", sep=".").sign(uuid.uuid4().hex),
        lambda one: Signer(salt="review.link", sep=".").sign("1"),
        lambda one: token_of(one) + "x" * 500,
        lambda one: "\x00" + token_of(one),
    ],
)
def test_a_link_cannot_be_guessed_or_made(invitation: Invitation, forge: Any) -> None:
    assert invitation_of(forge(invitation)) is None
    assert refused(opened_by, forge(invitation)).code == "NOT_FOUND"


def test_a_link_is_good_for_its_own_page_alone(review: InReview, invitation: Invitation, tree: Tree) -> None:
    others = review.page.copy(update_attrs={"slug": "another", "title": "Another"}, keep_live=False)
    others.get_workflow().start(others, review.ana)
    state, reviewer = to_act_by(token_of(invitation))
    assert state.workflow_state.object_id == str(review.page.pk)
    # A guest is asked by the invitation alone: where they are no guest of a review, they may nothing.
    other = others.current_workflow_task_state
    assert refused(decide, other.pk, named(reviewer.account), Given(Decision.APPROVE)).code == "FORBIDDEN"


def test_authors_are_not_invited_to_their_own(review: InReview) -> None:
    assert refused(invite, review.state.pk, review.ben, "ANA@example.org", "Ana").field == "email"
    assert refused(invite, review.state.pk, account("mo", None), "x@example.org", "X").code == "FORBIDDEN"
    assert invite(review.state.pk, review.ana, "x@example.org", "X"), "but may ask others"


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [("no address", "X", "email"), ("x@example.org\nBcc: y@example.org", "X", "email"), ("x@example.org", " ", "name")],
)
def test_bad_invitations_name_their_field(review: InReview, email: str, name: str, field: str) -> None:
    assert refused(invite, review.state.pk, review.ben, email, name).field == field
    assert not get_user_model().objects.filter(username__startswith="guest-").exists()


def test_the_same_person_by_link_and_in_the_admin_counts_once(review: InReview) -> None:
    review.asks_for(approvals_needed=2)
    invitation = invite(review.state.pk, review.ben, "cleo@example.org", "Cleo")
    assert invitation.account == review.cleo
    review.answer(review.cleo)
    assert refused(act, token_of(invitation)).code == "ALREADY_REVIEWED"
    assert Review.objects.count() == 1
    review.cleo.is_active = False
    review.cleo.save()
    assert refused(to_act_by, token_of(invitation)).code == "NOT_OPEN", "who has left does not come in by a link"


def test_an_address_is_signed_and_no_link(invitation: Invitation, settings: Any) -> None:
    assert address_of(invitation) is None
    settings.REVIEW_MAIL_DOMAIN = "in.example.org"
    address = address_of(invitation)
    assert address is not None
    assert len(address.partition("@")[0]) <= 64
    assert invitation_at(address.upper()) == invitation
    for other in (
        address.replace("in.example", "out.example"),
        address.replace("review+", "review+0"),
        address[:10],
        f"review+{invitation.pk.hex}@in.example.org",
        f"review+{invitation.pk.hex}-@in.example.org",
        address.replace("@", "a@"),
    ):
        assert invitation_at(other) is None
    assert invitation_of(address.partition("+")[2].partition("@")[0].replace("-", ".")) is None


def test_a_deleted_page_ends_its_invitations(tree: Tree) -> None:
    review = in_review(tree)
    token = token_of(invite(review.state.pk, review.ben, "dora@example.org", "Dora"))
    review.stored.delete()
    assert refused(to_act_by, token).code in {"NOT_FOUND", "NOT_OPEN"}
