"""Reports of use over GraphQL: who may do what with whose, who sees it, who is told, in how many statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from access.models import MemberToken
from community.errors import CommunityError
from community.profiles.models import Profile
from community.retention import apply
from community.uses.deciding import decide
from community.uses.models import State, UseReport
from community.uses.telling import tell_authors
from content_types.core.identity import global_id, page_id
from content_types.taxonomy.factories import CareSettingFactory, PlaceFactory
from content_types.tools.factories import ToolPageFactory
from tests.community.registrations.people import members
from tests.support.graphql import GraphQL
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

TOLD = """report { id state whatChanged whatIAdapted usedSince setting { slug } region { slug } reason
    localFigures { label value source } tool { title } reporter { displayName } } errors { code field }"""
ACTS = {
    name: f"mutation($input: {name[0].upper()}{name[1:]}Input!) {{ did: {name}(input: $input) {{ {TOLD} }} }}"
    for name in ("reportToolUse", "reviseToolUse", "withdrawToolUse")
}
LIST = """query($id: ID!) {
    useReports(tool: $id, first: 50) { totalCount nodes { whatChanged state reporter { displayName } } }
    page(by: {id: $id}) { ... on Tool { useCount } } }"""


def asking(user: Any = None) -> GraphQL:
    if user is None:
        return GraphQL(Client())
    key = MemberToken.new(user, "", timezone.now() + timedelta(days=1))[1]
    return GraphQL(Client(headers={"authorization": f"Bearer {key}"}))


def codes(found: dict[str, Any]) -> list[str]:
    return [one["code"] for one in found["did"]["errors"]]


def reported(tool: Any, member: Any, words: str = "More families are asked.", **fields: Any) -> UseReport:
    given = {"tool_key": tool.translation_key, "page": tool, "member": member, "what_changed": words, **fields}
    return UseReport.objects.create(**given)


def a_volunteer() -> Any:
    (found,) = members(1, "volunteer")
    found.is_superuser = True
    found.save()
    return found


def show(one: UseReport, by: Any) -> UseReport:
    return decide(by, one.pk, show=True, changed_at=one.changed_at.isoformat())


def test_from_a_report_to_the_tool(tree: Tree) -> None:
    tool, (ana, ben), volunteer = ToolPageFactory(parent=tree.tools), members(2), a_volunteer()
    CareSettingFactory(name="School", slug="school")
    PlaceFactory(name="Wales", slug="wales")
    sent = {
        "tool": page_id(tool.pk), "whatChanged": "We ask every family now.", "setting": "school", "region": "wales",
        "usedSince": "2025-03-01", "whatIAdapted": "Two questions less.", "idempotencyKey": "k",
        "localFigures": [{"label": "Families asked", "value": "120", "source": "Own count"}],
    }  # fmt: skip
    found = asking(ana)(ACTS["reportToolUse"], input=sent)["did"]
    assert found == asking(ana)(ACTS["reportToolUse"], input=sent)["did"], "a double tap is one"
    assert found["errors"] == []
    told = found["report"]
    assert (told["state"], told["setting"], told["region"]) == ("PENDING", {"slug": "school"}, {"slug": "wales"})
    assert told["localFigures"] == sent["localFigures"]
    assert asking(ben)(LIST, id=sent["tool"]) == {
        "useReports": {"totalCount": 0, "nodes": []}, "page": {"useCount": 0},
    }  # fmt: skip
    show(UseReport.objects.get(), volunteer)
    assert "is shown" in mail.outbox[-1].body
    seen = asking()(LIST, id=sent["tool"])
    assert seen["page"] == {"useCount": 1}
    node = {"whatChanged": sent["whatChanged"], "state": "SHOWN", "reporter": None}
    assert seen["useReports"] == {"totalCount": 1, "nodes": [node]}
    Profile.objects.create(user=ana, display_name="Ana", display_name_audience="members")
    assert asking()(LIST, id=sent["tool"]) == seen, "the name is for members"
    assert asking(ben)(LIST, id=sent["tool"])["useReports"]["nodes"][0]["reporter"] == {"displayName": "Ana"}
    revised = asking(ana)(ACTS["reviseToolUse"], input={"report": told["id"], "whatChanged": "Anew."})["did"]["report"]
    assert (revised["state"], revised["whatIAdapted"]) == ("PENDING", "Two questions less.")
    assert asking()(LIST, id=sent["tool"])["page"] == {"useCount": 0}, "it is looked at again"
    withdrawn = asking(ana)(ACTS["withdrawToolUse"], input={"report": told["id"]})["did"]["report"]
    assert withdrawn["state"] == "WITHDRAWN"
    again = {**sent, "idempotencyKey": "l"}
    assert asking(ana)(ACTS["reportToolUse"], input=again)["did"]["report"]["state"] == "PENDING"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("whatChanged", " "),
        ("whatChanged", "x" * 2_001),
        ("whatIAdapted", "a\u202eb"),
        ("setting", "nowhere"),
        ("region", "nowhere"),
        ("usedSince", "2999-01-01"),
        ("localFigures", [{"label": "Only this", "value": ""}]),
        ("localFigures", [{"label": "x", "value": "1"}] * 11),
        ("idempotencyKey", "x" * 65),
    ],
)
def test_what_cannot_be_used_names_its_field(tree: Tree, field: str, value: Any) -> None:
    tool, (ana,) = ToolPageFactory(parent=tree.tools), members(1)
    sent = {"tool": page_id(tool.pk), "whatChanged": "Something.", field: value}
    found = asking(ana)(ACTS["reportToolUse"], input=sent)["did"]
    assert found == {"report": None, "errors": [{"code": "BAD_INPUT", "field": field}]}
    assert not UseReport.objects.exists()


def test_every_act_by_everybody(tree: Tree) -> None:
    tool, (ana, ben) = ToolPageFactory(parent=tree.tools), members(2)
    one = reported(tool, ana)
    key = global_id("ToolUseReport", one.pk)
    acts = {"reviseToolUse": {"report": key, "whatChanged": "Taken over"}, "withdrawToolUse": {"report": key}}
    for name, sent in acts.items():
        assert codes(asking()(ACTS[name], input=sent)) == ["UNAUTHENTICATED"]
        for stranger in (ben, a_volunteer() if name == "reviseToolUse" else ben):
            assert codes(asking(stranger)(ACTS[name], input=sent)) == ["NOT_FOUND"]
        assert codes(asking(ana)(ACTS[name], input={**sent, "report": page_id(tool.pk)})) == ["NOT_FOUND"]
    sent = {"tool": page_id(tool.pk), "whatChanged": "Something."}
    assert codes(asking()(ACTS["reportToolUse"], input=sent)) == ["UNAUTHENTICATED"]
    assert codes(asking(ana)(ACTS["reportToolUse"], input=sent)) == ["ALREADY_REPORTED"]
    for page in (tree.home, tree.tools, ToolPageFactory(parent=tree.tools, live=False)):
        assert codes(asking(ben)(ACTS["reportToolUse"], input={**sent, "tool": page_id(page.pk)})) == ["NOT_FOUND"]
    node = "query($id: ID!) { node(id: $id) { ... on ToolUseReport { whatChanged } } }"
    assert asking(ben)(node, id=key)["node"] is None
    assert asking(ana)(node, id=key)["node"] is not None
    for decider in (ana, ben):
        with pytest.raises(CommunityError, match="no such report"):
            show(one, decider)


def test_who_is_not_shown_is_told_why(tree: Tree) -> None:
    tool, (ana,), volunteer = ToolPageFactory(parent=tree.tools), members(1), a_volunteer()
    one = reported(tool, ana)
    read = one.changed_at.isoformat()
    with pytest.raises(CommunityError):
        decide(volunteer, one.pk, show=False, changed_at=read)
    with pytest.raises(CommunityError, match="meanwhile"):
        decide(volunteer, one.pk, show=True, changed_at="before")
    decide(volunteer, one.pk, show=False, changed_at=read, reason="It names a family.")
    assert "It names a family." in mail.outbox[-1].body
    own = asking(ana)("{ myUseReports { state reason } }")["myUseReports"]
    assert own == [{"state": "HIDDEN", "reason": "It names a family."}]
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        apply()
    assert not UseReport.objects.exists()


def test_the_author_is_told_once_and_then_once_a_day(tree: Tree) -> None:
    (author, *others), volunteer = members(5), a_volunteer()
    tool = ToolPageFactory(parent=tree.tools, owner=author, title="Ask\nabout money")
    show(reported(tool, others[0], "First."), volunteer)
    show(reported(tool, author, "My own."), volunteer)
    mail.outbox.clear()
    assert [tell_authors(), tell_authors()] == [1, 0]
    [first] = mail.outbox
    assert (first.to, "First." in first.body, "My own." in first.body) == ([author.email], True, False)
    assert "\n" not in first.subject
    for nth, one in enumerate(others[1:]):
        show(reported(tool, one, f"Report {nth}."), volunteer)
    mail.outbox.clear()
    assert tell_authors() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert tell_authors() == 1
    assert mail.outbox[0].subject.startswith("3 reports")


def test_nobody_reports_without_end(tree: Tree) -> None:
    (ana,) = members(1)
    for _ in range(20):
        reported(ToolPageFactory(parent=tree.tools), ana)
    sent = {"tool": page_id(ToolPageFactory(parent=tree.tools).pk), "whatChanged": "Something."}
    assert codes(asking(ana)(ACTS["reportToolUse"], input=sent)) == ["RATE_LIMITED"]


def test_statements_do_not_grow(tree: Tree) -> None:
    tool, volunteer, people = ToolPageFactory(parent=tree.tools), a_volunteer(), members(50)
    query = """query($id: ID!) { useReports(tool: $id, first: 50) { totalCount nodes {
        reporter { displayName } setting { name } region { name } tool { title } } } tools { nodes { useCount } } }"""
    place, setting, ask, counted = PlaceFactory(), CareSettingFactory(), asking(volunteer), []
    for number in (5, 20, 50):
        for one in people[UseReport.objects.count() : number]:
            reported(tool, one, state=State.SHOWN, region=place, setting=setting)
            ToolPageFactory(parent=tree.tools) if number < 50 else None
        ask(query, id=page_id(tool.pk))
        with CaptureQueriesContext(connection) as captured:
            found = ask(query, id=page_id(tool.pk))
        assert found["useReports"]["totalCount"] == number
        counted.append(len(captured))
    assert len(set(counted)) == 1, counted
