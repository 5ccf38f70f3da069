"""Every query in the documentation and in GraphiQL's examples is valid and answers without an error."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from access.models import MemberToken
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.tools.factories import ToolPageFactory
from graphql_api.examples import EXAMPLES
from tests.conftest import GraphQL, Tree

ROOT = Path(__file__).resolve().parents[2]
QUERIES = {
    f"{path.relative_to(ROOT)} {number}": query
    for path in sorted((ROOT / "docs").rglob("*.md"))
    for number, query in enumerate(re.findall(r"```graphql\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL), 1)
}
VARIABLES = {
    "path": "/tools/letter/",
    "after": None,
    "token": "",
    "username": "amira",
    "password": "x",
    "id": "UGFnZTow",
    "ids": ["UGFnZTow"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", QUERIES)
def test_queries_of_the_documentation(name: str, tree: Tree, graphql: GraphQL) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge)
    page = ToolPageFactory(parent=tree.tools, slug="letter")
    used = {key: value for key, value in VARIABLES.items() if f"${key}" in QUERIES[name]}
    if "token" in used:
        used["token"] = page.create_page_preview().token
    if "auth.md" in name:
        amira = get_user_model().objects.create_user("amira", password="x")
        _, key = MemberToken.new(amira, "Phone", timezone.now() + timedelta(days=1))
        graphql = GraphQL(Client(headers={"authorization": f"Bearer {key}"}))
    graphql(QUERIES[name], **used)


@pytest.mark.django_db
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_examples_of_graphiql(example: dict[str, str], tree: Tree, graphql: GraphQL) -> None:
    ToolPageFactory(parent=tree.tools, slug="deep-social-history")
    graphql(example["query"], **json.loads(example["variables"] or "{}"))


def test_the_documentation_has_queries() -> None:
    assert len(QUERIES) >= 8
