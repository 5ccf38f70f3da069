"""Contributing over GraphQL: each type, once however often, by whom, and in how many statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from cms.editors.roles import VOLUNTEERS
from community.contributions.contributing import decline
from community.contributions.models import Contribution
from community.errors import CommunityError
from content_types.core.identity import global_id, key_of, page_id
from content_types.taxonomy.factories import PlaceFactory
from content_types.tools.factories import ToolPageFactory
from review.decisions import Given, decide
from review.invitations import named
from review.models import Decision, PeerReviewState
from review.words import comment
from tests.community.contributions.people import CONTENT, account, article, asking, members, trust_with
from tests.review.people import in_review
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

FIELDS = """id title type status reason revision summary body bodyFormat topics page { title }
comments { by text asksForChanges } suggestedEdits { before after }"""
TOLD = f"contribution {{ {FIELDS} }} errors {{ code field message }}"
SUBMIT = f"mutation($input: SubmitContributionInput!) {{ did: submitContribution(input: $input) {{ {TOLD} }} }}"
REVISE = f"mutation($input: ReviseContributionInput!) {{ did: reviseContribution(input: $input) {{ {TOLD} }} }}"
ADAPT = f"mutation($input: AdaptToolInput!) {{ did: adaptTool(input: $input) {{ {TOLD} }} }}"
WITHDRAW = f"mutation($input: WithdrawContributionInput!) {{ did: withdrawContribution(input: $input) {{ {TOLD} }} }}"


def codes(did: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one["code"], one["field"]) for one in did["did"]["errors"]]


@pytest.fixture
def ask(tree: Tree) -> Any:
    in_review(tree)  # roles, and the workflow of the library
    (ana,) = members(1)
    PlaceFactory(name="England", slug="england")
    mail.outbox.clear()
    return asking(ana)


@pytest.mark.parametrize("type_", CONTENT)
def test_every_type(ask: Any, type_: str) -> None:
    did = ask(SUBMIT, input=article(type=type_, fields=CONTENT[type_]))["did"]
    assert did["errors"] == []
    assert did["contribution"]["status"] == "IN_REVIEW"
    page = Contribution.objects.get().page.specific
    assert (page.live, page.owner.username, page.title) == (False, "member0", "Asking about money")
    draft = page.get_latest_revision_as_object()
    assert [block.block_type for block in draft.body] == ["heading", "rich_text"]
    assert page.current_workflow_state is not None
    ours = [one for one in mail.outbox if one.to == ["member0@example.org"]]
    assert [one.subject for one in ours] == ["We have your contribution: Asking about money"]


def test_once_however_often(ask: Any) -> None:
    first = ask(SUBMIT, input=article())["did"]
    assert ask(SUBMIT, input=article())["did"] == first
    assert codes(ask(SUBMIT, input=article(title="Other"))) == [("CONFLICT", "idempotencyKey")]
    assert (Contribution.objects.count(), Page.objects.filter(title="Asking about money").count()) == (1, 1)


def test_what_is_missing_is_told_by_its_field_and_nothing_is_stored(ask: Any) -> None:
    content = {"event": {"attendance": "IN_PERSON"}}
    did = ask(SUBMIT, input=article(type="EVENT", summary="", fields=content))
    assert set(codes(did)) == {
        ("NOT_COMPLETE", field)
        for field in ("summary", "fields.event.start", "fields.event.end", "fields.event.venueName")
    }
    assert not Contribution.objects.exists()
    kept = ask(SUBMIT, input=article(type="EVENT", summary="", fields=content, submit=False))["did"]
    assert (kept["errors"], kept["contribution"]["status"]) == ([], "DRAFT")
    bad = {
        "tool": {
            "questionnaire": [{"title": "x", "questions": [{"text": "?", "answer": "CHOICE"}]}],
            "kind": "SCREENING_QUESTIONNAIRE",
        }
    }
    assert codes(ask(SUBMIT, input=article(idempotencyKey="k2", type="TOOL", fields=bad))) == [
        ("NOT_COMPLETE", "fields.tool.questionnaire")
    ]


def test_revised_and_published(tree: Tree, ask: Any) -> None:
    found = ask(SUBMIT, input=article())["did"]["contribution"]
    reviewer = account("rita")
    state = PeerReviewState.objects.latest("pk")
    decide(state.pk, named(reviewer), Given(Decision.CHANGES, note="Say more.", signed=False))
    mine = "{ myContributions { totalCount nodes { status comments { by text asksForChanges } } } }"
    assert ask(mine)["myContributions"]["nodes"] == [
        {
            "status": "CHANGES_ASKED",
            "comments": [{"by": "A reviewer", "text": "Say more.", "asksForChanges": True}],
        }
    ]
    more = {"idempotencyKey": "k2", "contribution": found["id"], "body": "More."}
    assert codes(ask(REVISE, input={**more, "revision": found["revision"][:-2]})) == [("BAD_INPUT", "revision")]
    did = ask(REVISE, input={**more, "revision": found["revision"]})["did"]
    assert (did["errors"], did["contribution"]["status"], did["contribution"]["title"]) == (
        [],
        "IN_REVIEW",
        found["title"],
    )
    assert codes(ask(REVISE, input={**more, "idempotencyKey": "k3", "revision": found["revision"]})) == [
        ("CHANGED_MEANWHILE", "revision")
    ]
    decide(PeerReviewState.objects.latest("pk").pk, named(reviewer), Given(Decision.APPROVE))
    told = ask(
        "query($id: ID!) { node(id: $id) { ... on MemberContribution { status page { title } } } }", id=found["id"]
    )
    assert told["node"] == {"status": "PUBLISHED", "page": {"title": found["title"]}}
    assert codes(ask(WITHDRAW, input={"contribution": found["id"]})) == [("FORBIDDEN", "contribution")]


def test_withdrawn(ask: Any) -> None:
    found = ask(SUBMIT, input=article())["did"]["contribution"]
    for _ in range(2):
        did = ask(WITHDRAW, input={"contribution": found["id"]})["did"]
        assert (did["errors"], did["contribution"]["status"]) == ([], "WITHDRAWN")
    again = ask(REVISE, input={"contribution": found["id"], "idempotencyKey": "k2"})["did"]
    assert again["contribution"]["status"] == "IN_REVIEW"
    did = ask(WITHDRAW, input={"contribution": found["id"], "keepDraft": False})["did"]
    assert (did["contribution"]["status"], did["contribution"]["title"]) == ("WITHDRAWN", found["title"])
    assert not Page.objects.filter(title=found["title"]).exists()


def test_nobody_else(ask: Any) -> None:
    found = ask(SUBMIT, input=article())["did"]["contribution"]
    other, staff = asking(account("other", None)), asking(account("boss", None, is_superuser=True))
    assert codes(asking()(SUBMIT, input=article())) == [("UNAUTHENTICATED", None)]
    for stranger in (other, staff):
        assert codes(stranger(REVISE, input={"contribution": found["id"], "idempotencyKey": "k"})) == [
            ("NOT_FOUND", "contribution")
        ]
        assert codes(stranger(WITHDRAW, input={"contribution": found["id"]})) == [("NOT_FOUND", "contribution")]
        assert stranger("query($id: ID!) { node(id: $id) { id } }", id=found["id"])["node"] is None
        assert stranger("{ myContributions { totalCount } }")["myContributions"]["totalCount"] == 0
    assert codes(ask(REVISE, input={"contribution": global_id("Page", 1), "idempotencyKey": "k"})) == [
        ("NOT_FOUND", "contribution")
    ]


def test_so_many_a_day_as_they_are_trusted(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    trust_with(2, monkeypatch)
    first, second = (ask(SUBMIT, input=article(idempotencyKey=key))["did"] for key in "ab")
    assert codes(ask(SUBMIT, input=article(idempotencyKey="c"))) == [("RATE_LIMITED", None)]
    assert Contribution.objects.count() == 2, "nothing is stored"
    kept = ask(SUBMIT, input=article(idempotencyKey="d", submit=False))["did"]
    assert (kept["errors"], kept["contribution"]["status"]) == ([], "DRAFT")
    sent = {"idempotencyKey": "e", "contribution": kept["contribution"]["id"]}
    assert codes(ask(REVISE, input=sent)) == [("RATE_LIMITED", None)]
    again = {"idempotencyKey": "f", "contribution": second["contribution"]["id"], "title": "Better"}
    assert ask(REVISE, input=again)["did"]["errors"] == [], "what was handed in before is handed in again"
    Contribution.objects.filter(pk=key_of("MemberContribution", first["contribution"]["id"])).update(
        submitted_at=timezone.now() - timedelta(days=1)
    )
    assert ask(REVISE, input=sent)["did"]["contribution"]["status"] == "IN_REVIEW", "the same key, a day later"


def test_the_list_costs_the_same_for_many(ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    trust_with(50, monkeypatch)
    query = f"{{ myContributions(first: 50) {{ nodes {{ {FIELDS} }} }} }}"
    counts = []
    made = 0
    for number in (5, 20, 50):
        for nth in range(made, number):
            ask(SUBMIT, input=article(idempotencyKey=f"k{nth}", title=f"Nr {nth}"))
        made = number
        ask(query)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert len(ask(query)["myContributions"]["nodes"]) == number
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts


def test_an_adaptation_keeps_lineage_and_licence(tree: Tree, ask: Any) -> None:
    tool = ToolPageFactory(parent=tree.tools, title="Warm homes", licence="CC-BY-SA-4.0", audience="Ward teams")
    sent = {"idempotencyKey": "a1", "tool": page_id(tool.pk), "title": "Warm homes, for schools", "body": "Ours."}
    refused = ask(ADAPT, input={**sent, "licence": "CC_BY_4_0"})
    assert codes(refused) == [("LICENCE_NOT_ALLOWED", "licence")]
    did = ask(ADAPT, input=sent)["did"]
    assert did["errors"] == []
    page = Contribution.objects.get().page.specific.get_latest_revision_as_object()
    assert (page.adapted_from_id, page.licence, page.audience) == (tool.pk, "CC-BY-SA-4.0", "Ward teams")
    more = {"idempotencyKey": "a2", "contribution": did["contribution"]["id"], "licence": "CC0_1_0"}
    assert codes(ask(REVISE, input=more)) == [("LICENCE_NOT_ALLOWED", "licence")]
    closed = ToolPageFactory(parent=tree.tools, licence="all-rights-reserved")
    sent = {"idempotencyKey": "a3", "tool": page_id(closed.pk)}
    assert codes(ask(ADAPT, input=sent)) == [("LICENCE_NOT_ALLOWED", "tool")]
    article_ = {"idempotencyKey": "a4", "tool": page_id(tree.knowledge.pk)}
    assert codes(ask(ADAPT, input=article_)) == [("NOT_FOUND", "tool")]


def test_the_member_is_told_once_of_each_thing(ask: Any) -> None:
    found = ask(SUBMIT, input=article())["did"]["contribution"]
    rita = named(account("rita"))
    mail.outbox.clear()
    for words in ("First.", "Second."):
        comment(PeerReviewState.objects.latest("pk").pk, rita, words)
    decide(PeerReviewState.objects.latest("pk").pk, rita, Given(Decision.CHANGES, note="Say more."))
    ask(REVISE, input={"contribution": found["id"], "idempotencyKey": "k2", "body": "More."})
    decide(PeerReviewState.objects.latest("pk").pk, rita, Given(Decision.APPROVE))
    Contribution.objects.get().page.specific.save_revision().publish()
    ours = [one for one in mail.outbox if one.to == ["member0@example.org"]]
    assert [one.subject.partition(":")[0] for one in ours] == [
        "A comment on your contribution",
        "Reviewers ask for changes",
        "Published",
    ]
    assert "Say more." in ours[1].body
    assert not any("/admin/" in one.body for one in ours)


def test_declined_with_a_reason(ask: Any) -> None:
    found = ask(SUBMIT, input=article())["did"]["contribution"]
    one = Contribution.objects.get()
    for nobody in (account("vic", VOLUNTEERS), one.member):
        with pytest.raises(CommunityError, match="You may not"):
            decline(nobody, one, "No.")
    mail.outbox.clear()
    decline(account("boss", None, is_superuser=True), one, "We have one like it.")
    told = ask("query($id: ID!) { node(id: $id) { ... on MemberContribution { status reason } } }", id=found["id"])
    assert told["node"] == {"status": "DECLINED", "reason": "We have one like it."}
    (letter,) = (letter for letter in mail.outbox if letter.to == ["member0@example.org"])
    assert "We have one like it." in letter.body
    assert codes(ask(REVISE, input={"contribution": found["id"], "idempotencyKey": "k2"})) == [
        ("FORBIDDEN", "contribution")
    ]
