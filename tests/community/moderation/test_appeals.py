"""Appeals: by the side that it concerns, once, decided by another moderator; and what was done is undone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from community.errors import CommunityError
from community.moderation import appealing
from community.moderation.models import Action, Appeal, Case, Decision
from tests.community.moderation.people import APPEAL, Cast, api

pytestmark = pytest.mark.django_db
DECISION = """query($token: String!) { moderationDecision(token: $token) {
  id side about path excerpt action ground statement onAppeal createdAt suspendedUntil canAppeal appealUntil
  appealedAt } }"""
MINE = "{ myModerationDecisions { id action statement canAppeal } }"


def token_to(address: str) -> str:
    """The token in the last mail to somebody."""
    body = [one for one in mail.outbox if one.to == [address]][-1].body
    found = re.search(r"/decision/([^/\s]+)/", body)
    assert found is not None, body
    return found[1]


def appeals(by: dict[str, str], user: Any = None, words: str = "Nobody is named.") -> Any:
    return api(user)(APPEAL, input={"by": by, "words": words})["appealDecision"]


def code(payload: Any) -> str:
    return str(payload["errors"][0]["code"])


def test_the_author_appeals_by_the_link_and_another_moderator_decides(cast: Cast) -> None:
    cast.reports(cast.reporter)
    cast.decides(cast.first, Action.SUSPEND, days=30)
    token = token_to("ana@example.org")
    shown = api()(DECISION, token=token)["moderationDecision"]
    assert (shown["side"], shown["action"], shown["canAppeal"]) == ("AUTHOR", "SUSPEND", True)
    assert shown["statement"]
    assert shown["suspendedUntil"]
    assert not Appeal.objects.exists(), "asking changes nothing"
    assert cast.second.email
    mail.outbox.clear()
    assert appeals({"token": token})["errors"] == []
    assert [one.to for one in mail.outbox] == [[cast.second.email]], "to every moderator but the first"
    assert appeals({"token": token})["errors"] == [], "a second tap changes nothing"
    assert Appeal.objects.count() == 1
    with pytest.raises(CommunityError, match="the first time"):
        cast.decides(cast.first, Action.NONE)
    cast.decides(cast.second, Action.NONE)
    cast.author.refresh_from_db()
    cast.profile.refresh_from_db()
    assert (cast.author.is_active, cast.profile.hidden_at, cast.profile.display_name) == (True, None, "Ana")
    assert cast.case.state == Case.State.CLOSED
    assert "The decision is changed" in mail.outbox[-1].body
    again = appeals({"token": token}, words="Again.")
    assert (again["errors"], again["decision"]["canAppeal"], Appeal.objects.count()) == ([], False, 1)


def test_who_reported_what_stays_appeals_and_reads_why(cast: Cast) -> None:
    cast.reports(email="who@example.org")
    cast.decides(cast.first, Action.NONE)
    token = token_to("who@example.org")
    shown = api()(DECISION, token=token)["moderationDecision"]
    assert (shown["side"], shown["excerpt"], shown["canAppeal"]) == ("REPORTER", None, True)
    assert shown["statement"]
    assert appeals({"token": token})["errors"] == []
    cast.decides(cast.second, Action.HIDE)
    cast.profile.refresh_from_db()
    assert cast.profile.hidden_at is not None
    assert {one.to[0] for one in mail.outbox[-2:]} == {"ana@example.org", "who@example.org"}


def test_a_decision_is_told_to_those_whom_it_concerns_alone(cast: Cast) -> None:
    cast.reports(cast.reporter)
    made = cast.decides(cast.first, Action.WARN)
    (own,) = api(cast.author)(MINE)["myModerationDecisions"]
    assert own["canAppeal"]
    node = "query($id: ID!) { node(id: $id) { ... on ModerationDecision { side statement canAppeal } } }"
    assert api(cast.author)(node, id=own["id"])["node"]["side"] == "AUTHOR"
    assert api(cast.reporter)(node, id=own["id"])["node"] == {
        "side": "REPORTER", "statement": None, "canAppeal": False,
    }  # fmt: skip
    for other in (None, cast.second):
        assert api(other)(node, id=own["id"])["node"] is None
        assert code(appeals({"decision": own["id"]}, other)) in {"UNAUTHENTICATED", "NOT_FOUND"}
    assert code(appeals({"decision": own["id"]}, cast.reporter)) == "FORBIDDEN"
    assert appeals({"decision": own["id"]}, cast.author)["errors"] == []
    assert made.appeal.appellant == cast.author


def test_an_appeal_has_its_time_and_its_words(cast: Cast) -> None:
    cast.reports()
    cast.decides(cast.first, Action.HIDE)
    token = token_to("ana@example.org")
    assert code(appeals({"token": token}, words="  ")) == "BAD_INPUT"
    assert code(appeals({"token": token[:-1]})) == "LINK_ENDED"
    Decision.objects.update(created_at=timezone.now() - timedelta(days=appealing.DAYS))
    assert code(appeals({"token": token})) == "LINK_ENDED"
    assert not api()(DECISION, token=token)["moderationDecision"]["canAppeal"]
    assert not Appeal.objects.exists()
