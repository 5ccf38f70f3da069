"""A contribution leads to no page that the asker may not see, and nobody but its member sees it: each state and way."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from community.contributions.models import Contribution
from content_types.core.identity import global_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.keys import bearer, member_key
from tests.support.tree import Tree
from tests.visibility.keys import LOGIN, PUBLIC
from tests.visibility.states import SECRET, STATES

pytestmark = pytest.mark.django_db
OWN = "{ myContributions { nodes { title page { title path } comments { text } } } }"
NODE = "query($id: ID!) { node(id: $id) { ... on MemberContribution { title page { title path } } } }"
WITHDRAW = """mutation($id: ID!) { withdrawContribution(input: {contribution: $id}) {
    contribution { page { title } } errors { message } } }"""


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.name)
def test_every_way_from_a_contribution(tree: Tree, state: Any) -> None:
    page = state.build(KnowledgeArticlePageFactory, tree.knowledge)
    users = get_user_model().objects
    ana, ben = (users.create_user(name, f"{name}@example.org", "x") for name in ("ana", "ben"))
    one = Contribution.objects.create(member=ana, page_id=page.pk, type="article", title="Mine")
    own, other = (GraphQL(Client(headers=bearer(member_key(user)))) for user in (ana, ben))
    key = global_id("MemberContribution", one.pk)
    sees = state.name in PUBLIC | LOGIN
    for found in (own(OWN), own(NODE, id=key)):
        assert (SECRET in str(found), "Mine" in str(found)) == (sees, True)
    for found in (other(OWN), other(NODE, id=key), GraphQL(Client())(NODE, id=key), other(WITHDRAW, id=key)):
        assert SECRET not in str(found)
        assert "Mine" not in str(found)
