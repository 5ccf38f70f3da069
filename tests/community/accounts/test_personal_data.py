"""Everything about me: each key to an account is exported or explained, and nobody gets what is another's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.personal_data import everything_about
from community.personal_data import holdings, known
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.community.accounts.people import EMAIL, joined, signed_in
from tests.support.keys import ask, bearer, data
from tests.support.tree import Tree

MY_DATA = "{ myData { document } }"


def keys_to_accounts() -> set[str]:
    """Of all models, the keys that name an account."""
    user = get_user_model()
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation and field.related_model is user
    }


def test_every_key_to_an_account_is_exported_or_explained() -> None:
    missing = keys_to_accounts() - known()
    assert not missing, "call `holds` or `left_out` of community.personal_data for these"
    assert not known() - keys_to_accounts(), "there is no such key any more"


@pytest.mark.django_db
def test_a_member_gets_all_that_is_held_of_them_and_nothing_of_others(tree: Tree) -> None:
    joined()
    joined(email="ida@example.org", displayName="Ida")
    member = get_user_model().objects.get(email=EMAIL)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="What I wrote", owner=member)
    page.save_revision(user=member)
    answer = ask(MY_DATA, **bearer(signed_in()["token"]))
    assert "no-store" in answer["Cache-Control"]
    text = data(answer)["myData"]["document"]
    found: dict[str, Any] = json.loads(text)
    assert found["account"]["email"] == EMAIL
    assert found["pages"][0]["title"] == "What I wrote"
    assert found["versions of pages"][0]["content"]["title"] == "What I wrote"
    assert {one["agreement__kind"] for one in found["accepted"]} == {"terms", "code-of-conduct"}
    assert "Ida" not in text
    assert member.password not in text


@pytest.mark.django_db
def test_it_takes_a_statement_a_kind_however_much_there_is(tree: Tree) -> None:
    joined()
    member = get_user_model().objects.get(email=EMAIL)
    for number in range(3):
        KnowledgeArticlePageFactory(parent=tree.knowledge, title=f"Page {number}", owner=member)
    with CaptureQueriesContext(connection) as run:
        everything_about(member)
    assert len(run) == len(list(holdings()))


@pytest.mark.django_db
def test_nobody_gets_anything_without_signing_in() -> None:
    answer = ask(MY_DATA).json()
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
