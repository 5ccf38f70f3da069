"""Whoever writes words of distress to a member or into a contribution is offered help, and that is all that happens."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from community.moderation.models import Case
from content_types.core.identity import global_id
from tests.community.connections.people import connected, member, member_id
from tests.community.contributions.people import article
from tests.review.people import in_review
from tests.support.graphql import GraphQL
from tests.support.keys import bearer, member_key
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

DISTRESS = "Since the ward closed I don't want to wake up."
WORK = "Suicide prevention training: how to ask a patient who says that they want help, and who harm themselves."
MUTATIONS = {
    "requestConnection": "message",
    "sendMessage": "text",
    "submitContribution": "body",
    "reviseContribution": "body",
}


@pytest.fixture
def inputs(tree: Tree) -> dict[str, Any]:
    """What Amina sends, who is ``asker``."""
    in_review(tree)  # the workflow of the library
    amina, bea, carol = (member(name) for name in ("amina", "bea", "carol"))
    ask = GraphQL(Client(headers=bearer(member_key(amina))))
    submit = "mutation($i: SubmitContributionInput!) { submitContribution(input: $i) { contribution { id } } }"
    sent = ask(submit, i=article(idempotencyKey="first"))["submitContribution"]["contribution"]["id"]
    connection = global_id("Contact", connected(amina, carol).pk)
    mail.outbox.clear()
    return {
        "asker": ask,
        "requestConnection": {"to": member_id(bea), "message": ""},
        "sendMessage": {"connection": connection, "text": ""},
        "submitContribution": article(),
        "reviseContribution": {"contribution": sent, "body": ""},
    }


@pytest.mark.parametrize("name", MUTATIONS)
@pytest.mark.parametrize(("words", "offers"), [(DISTRESS, True), (WORK, False)], ids=["distress", "work"])
def test_who_is_offered_help(inputs: dict[str, Any], name: str, words: str, offers: bool) -> None:
    of = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation($i: {of}!) {{ did: {name}(input: $i) {{ offersHelpNow errors {{ code }} }} }}"
    sent = {**inputs[name], MUTATIONS[name]: words, "idempotencyKey": "k"}
    assert inputs["asker"](query, i=sent)["did"] == {"offersHelpNow": offers, "errors": []}
    written = len(mail.outbox)
    assert inputs["asker"](query, i=sent)["did"]["offersHelpNow"] is offers, "the same again, of the same words"
    assert len(mail.outbox) == written
    told = {"requestConnection": ["bea@home.example.org"], "sendMessage": ["carol@home.example.org"]}
    if name in told:
        assert [one.to for one in mail.outbox] == [told[name]], "nobody else is told"
    assert not Case.objects.exists()


def test_what_is_refused_offers_nothing(inputs: dict[str, Any]) -> None:
    query = (
        "mutation($i: SendMessageInput!) { sendMessage(input: $i) { message { id } offersHelpNow errors { code } } }"
    )
    sent = {"connection": global_id("Contact", 0), "text": DISTRESS, "idempotencyKey": "k"}
    assert inputs["asker"](query, i=sent)["sendMessage"] == {
        "message": None, "offersHelpNow": False, "errors": [{"code": "NOT_FOUND"}],
    }  # fmt: skip
