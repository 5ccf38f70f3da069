"""“I do this too”: said once, counted in fives, and shown by name only where the name is shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.doing import answering
from community.doing.models import DoesThisToo
from community.errors import CommunityError
from community.heatmap.telling import Person
from content_types.core.identity import page_id
from content_types.tools.factories import ToolPageFactory
from delivery.audiences import Audience
from tests.community.heatmap.people import make_members
from tests.support.graphql import GraphQL
from tests.support.keys import ask, bearer, data, member_key
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
SAY = """mutation($resource: ID!, $iDo: Boolean!) { answerDoThisToo(input: {resource: $resource, iDo: $iDo}) {
  iDo errors { code field } } }"""
WHO = """query($id: ID!) { doThisToo(resource: $id) { totalCount nodes { displayName } } iDoThisToo(resource: $id)
  page(by: {id: $id}) { ... on Tool { doThisTooCount } } }"""


def asked(query: str, key: str | None, **variables: Any) -> dict[str, Any]:
    return data(ask(query, variables, **(bearer(key) if key else {})))


def said(key: str | None, resource: str, i_do: bool) -> dict[str, Any]:
    found: dict[str, Any] = asked(SAY, key, resource=resource, iDo=i_do)["answerDoThisToo"]
    return found


def test_it_is_said_once_and_taken_back(tree: Tree) -> None:
    tool = ToolPageFactory(parent=tree.tools)
    key = member_key(get_user_model().objects.create_user("amina", "amina@example.org", "x"))
    for _ in range(2):
        assert said(key, page_id(tool.pk), True) == {"iDo": True, "errors": []}
    assert DoesThisToo.objects.count() == 1
    assert asked(WHO, key, id=page_id(tool.pk))["iDoThisToo"] is True
    for _ in range(2):
        assert said(key, page_id(tool.pk), False) == {"iDo": False, "errors": []}
    assert not DoesThisToo.objects.exists()


def test_only_members_say_it_of_what_they_see(tree: Tree) -> None:
    draft = ToolPageFactory(parent=tree.tools, live=False)
    key = member_key(get_user_model().objects.create_user("amina", "amina@example.org", "x"))
    assert said(None, page_id(draft.pk), True)["errors"][0]["code"] == "UNAUTHENTICATED"
    for hidden in (page_id(draft.pk), page_id(tree.tools.pk)):
        assert said(key, hidden, True) == {"iDo": None, "errors": [{"code": "NOT_FOUND", "field": "resource"}]}
        assert asked(WHO, key, id=hidden)["doThisToo"] is None


def test_fewer_than_five_are_not_told_and_names_only_to_who_may_see_them(tree: Tree) -> None:
    tool = ToolPageFactory(parent=tree.tools)
    shown = make_members([Person()] * 3)
    hidden = make_members([Person()] * 7, Audience.NOBODY, prefix="hidden")
    api, counts = GraphQL(Client()), []
    for user in (*shown, *hidden):
        answering.answer(user, tool, True)
        counts.append(api(WHO, id=page_id(tool.pk))["page"]["doThisTooCount"])
    assert counts == [None] * 4 + [5] * 5 + [10], "an answer that is kept is dropped where the number changes"
    seen = api(WHO, id=page_id(tool.pk))
    assert seen["doThisToo"] == {"totalCount": 0, "nodes": []}
    assert seen["iDoThisToo"] is None
    by_member = asked(WHO, member_key(hidden[0]), id=page_id(tool.pk))
    assert [one["displayName"] for one in by_member["doThisToo"]["nodes"]] == [one.username for one in shown]


def test_nobody_says_it_of_everything(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_AN_HOUR", 2)
    (user,) = make_members([Person()])
    tools = [ToolPageFactory(parent=tree.tools) for _ in range(3)]
    for tool in tools[:2]:
        answering.answer(user, tool, True)
    answering.answer(user, tools[0], True)
    with pytest.raises(CommunityError, match="within an hour"):
        answering.answer(user, tools[2], True)


def test_a_list_counts_them_in_as_many_statements_for_any_number(tree: Tree) -> None:
    numbers = set()
    for more in (5, 15):
        for _ in range(more):
            ToolPageFactory(parent=tree.tools)
        with CaptureQueriesContext(connection) as captured:
            GraphQL(Client())("{ tools { nodes { doThisTooCount } } }")
        numbers.add(len(captured))
    assert len(numbers) == 1
