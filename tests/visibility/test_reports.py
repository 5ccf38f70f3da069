"""What is reported is what the one who reports may see: every state crossed with who asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from access import throttle
from access.models import MemberToken
from community.moderation.models import Case
from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.visibility.keys import LOGIN, PUBLIC
from tests.visibility.states import STATES

pytestmark = pytest.mark.django_db
REPORT = """mutation($id: ID!, $key: String!) {
  reportContent(input: {subject: $id, reason: SPAM, idempotencyKey: $key}) {
    reference errors { code message } } }"""


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.name)
def test_nobody_reports_what_they_do_not_see(tree: Tree, state: Any) -> None:
    cache.clear()
    throttle.forget_all()
    page = state.build(KnowledgeArticlePageFactory, tree.knowledge)
    member = get_user_model().objects.create_user("ana", "ana@example.org", "x")
    key = MemberToken.new(member, "", timezone.now() + timedelta(days=1))[1]
    askers = {
        "nobody": (Client(), state.name in PUBLIC),
        "member": (Client(headers={"authorization": f"Bearer {key}"}), state.name in PUBLIC | LOGIN),
    }
    for name, (client, sees) in askers.items():
        found = GraphQL(client)(REPORT, id=page_id(page.pk), key=f"from {name}")["reportContent"]
        assert [one["code"] for one in found["errors"]] == ([] if sees else ["NOT_FOUND"])
    assert Case.objects.count() == any(sees for _, sees in askers.values())
