"""Reports of use lead to no tool that the asker may not see, and are seen no wider than it: every state, every way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from access.models import MemberToken
from community.shared_keys import source_key
from community.uses.models import State, UseReport
from content_types.core.identity import global_id, page_id
from content_types.tools.factories import ToolPageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.visibility.keys import LOGIN, PUBLIC
from tests.visibility.states import SECRET, STATES

pytestmark = pytest.mark.django_db

WORDS = "Words of a report"
LIST = "query($id: ID!) { useReports(tool: $id) { nodes { whatChanged tool { title } } } }"
NODE = "query($id: ID!) { node(id: $id) { ... on ToolUseReport { whatChanged tool { title } } } }"
OWN = "{ myUseReports { whatChanged tool { title path } } }"
REPORT = """mutation($id: ID!) { reportToolUse(input: {tool: $id, whatChanged: "x"}) {
    report { tool { title } } errors { code message } } }"""


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.name)
def test_every_way_from_and_to_a_report(tree: Tree, state: Any) -> None:
    page = state.build(ToolPageFactory, tree.tools)
    users = get_user_model().objects
    ana, ben = (users.create_user(name, f"{name}@example.org", "x") for name in ("ana", "ben"))
    key = source_key(page)
    one = UseReport.objects.create(tool_key=key, page=page, member=ana, what_changed=WORDS, state=State.SHOWN)

    def asking(user: Any) -> GraphQL:
        token = MemberToken.new(user, "", timezone.now() + timedelta(days=1))[1]
        return GraphQL(Client(headers={"authorization": f"Bearer {token}"}))

    report = global_id("ToolUseReport", one.pk)
    for ask, sees in ((GraphQL(Client()), state.name in PUBLIC), (asking(ben), state.name in PUBLIC | LOGIN)):
        for found in (ask(LIST, id=page_id(page.pk)), ask(NODE, id=report)):
            assert (WORDS in str(found), SECRET in str(found)) == (sees, sees)
    own = asking(ana)
    sees = state.name in PUBLIC | LOGIN
    assert (WORDS in str(own(OWN)), SECRET in str(own(OWN))) == (True, sees)
    found = asking(ben)(REPORT, id=page_id(page.pk))["reportToolUse"]
    assert (SECRET in str(found), found["errors"] == []) == (sees, sees)
