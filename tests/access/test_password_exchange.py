"""The password of a private page or collection for a token of an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import signing
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from access import password_exchange
from access.authentication import authenticate
from content_types.core.factories import StandardPageFactory
from content_types.core.identity import page_id
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from delivery.context import ReadContext
from tests.support.keys import ask, data
from tests.support.tree import Tree
from tests.visibility.states import restrict

pytestmark = pytest.mark.django_db

UNLOCK = """mutation($input: UnlockPageInput!) { unlockPage(input: $input) { token expiresAt
  errors { code message field retryAfter } } }"""
COLLECTION = """mutation($name: String!, $password: String!) {
  unlockCollection(input: {name: $name, password: $password}) { token errors { code message } } }"""
PASSWORD = "open sesame"


def unlock(password: str = PASSWORD, client: Client | None = None, **page: str) -> Any:
    return data(ask(UNLOCK, {"input": {"page": page, "password": password}}, client))["unlockPage"]


def shown(page: Page, *tokens: str) -> str | None:
    headers = {"x_page_access": ", ".join(tokens)} if tokens else {}
    found = data(ask("query($id: ID!) { page(by: {id: $id}) { title } }", {"id": page_id(page.pk)}, **headers))["page"]
    return found["title"] if found else None


@pytest.fixture
def private(tree: Tree) -> Page:
    return restrict(KnowledgeArticlePageFactory(parent=tree.knowledge, title="Private", slug="private"), "password")


def test_the_password_opens_the_page_and_no_other(tree: Tree, private: Page) -> None:
    other = restrict(StandardPageFactory(parent=tree.home, title="Other"), "password")
    found = unlock(path="/knowledge/private/")
    assert found["errors"] == []
    assert shown(private) is None
    assert shown(private, found["token"]) == "Private"
    assert shown(other, found["token"]) is None, "the same password, but another restriction"


def test_by_id_and_with_the_pages_below(tree: Tree) -> None:
    above = restrict(StandardPageFactory(parent=tree.home, title="Above"), "password")
    below = StandardPageFactory(parent=above, title="Below")
    for key in (above.pk, below.pk):
        token = unlock(id=page_id(key))["token"]
        assert [shown(one, token) for one in (above, below)] == ["Above", "Below"]


def test_a_page_below_two_passwords_needs_both(tree: Tree) -> None:
    above = restrict(StandardPageFactory(parent=tree.home, title="Above"), "password")
    below = StandardPageFactory(parent=above, title="Below")
    PageViewRestriction.objects.create(page=below, restriction_type="password", password="inner")
    outer, inner = unlock(id=page_id(below.pk))["token"], unlock("inner", id=page_id(below.pk))["token"]
    assert shown(below, outer) is None
    assert shown(below, inner) is None
    assert shown(below, outer, inner) == "Below"


def refused_pages(tree: Tree, private: Page) -> dict[str, dict[str, str]]:
    """Arguments that open nothing, by why."""
    open_page = StandardPageFactory(parent=tree.home, slug="open")
    StandardPageFactory(parent=private, slug="draft", live=False)
    StandardPageFactory(parent=private, slug="expired", expire_at=timezone.now() - timedelta(minutes=1))
    restrict(StandardPageFactory(parent=private, slug="login"), "login")
    PageViewRestriction.objects.create(
        page=StandardPageFactory(parent=tree.home, slug="empty"), restriction_type="password"
    )
    return {
        "a wrong password": {"path": "/knowledge/private/", "password": "open sesam"},
        "no password": {"path": "/knowledge/private/", "password": ""},
        "a page that is not there": {"path": "/knowledge/nothing/"},
        "a page below that is not there": {"path": "/knowledge/private/nothing/"},
        "a draft below": {"path": "/knowledge/private/draft/"},
        "an expired page below": {"path": "/knowledge/private/expired/"},
        "a page for members below": {"path": "/knowledge/private/login/"},
        "a page that is open": {"path": "/open/"},
        "a restriction without a password": {"path": "/empty/", "password": ""},
        "its id": {"id": page_id(open_page.pk)},
        "an id of nothing": {"id": page_id(999999999)},
        "no id": {"id": "x\ud800"},
        "no path": {"path": "\x00"},
        "a long password": {"path": "/knowledge/private/", "password": "x" * 60_000},
        "a surrogate": {"path": "/knowledge/private/", "password": "\ud800"},
    }


@pytest.mark.parametrize(
    "why",
    ["a wrong password", "no password", "a page that is not there", "a page below that is not there", "a draft below",
     "an expired page below", "a page for members below", "a page that is open", "a restriction without a password",
     "its id", "an id of nothing", "no id", "no path", "a long password", "a surrogate"],
)  # fmt: skip
def test_whatever_opens_nothing_has_one_answer(tree: Tree, private: Page, why: str) -> None:
    answer = unlock(**refused_pages(tree, private)[why])
    assert answer == {
        "token": None,
        "expiresAt": None,
        "errors": [{
            "code": "FORBIDDEN",
            "message": "Nothing here opens with this password. Check the address and the password.",
            "field": "password", "retryAfter": None,
        }],
    }  # fmt: skip


def test_what_is_not_there_runs_the_same_sql_as_a_wrong_password(tree: Tree, private: Page) -> None:
    def statements(**arguments: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            unlock(**arguments)
        return [one["sql"].split(" WHERE ")[0] for one in captured.captured_queries]

    cases = refused_pages(tree, private)
    wrong = statements(**cases["a wrong password"])
    for why in (
        "a page that is not there",
        "a page below that is not there",
        "a draft below",
        "a page that is open",
        "a page for members below",
    ):
        assert statements(**cases[why]) == wrong, why


def test_exactly_one_way_to_name_the_page(tree: Tree) -> None:
    for page in ({}, {"id": "1", "path": "/"}):
        [error] = ask(UNLOCK, {**page, "password": "x"}).json()["errors"]
        assert error["extensions"]["code"] == "BAD_INPUT"


def rejection(token: str) -> Any:
    response = ask("{ __typename }", x_page_access=token)
    assert response.status_code == 401
    [error] = response.json()["errors"]
    assert error["extensions"] == {"code": "UNAUTHENTICATED", "field": "X-Page-Access"}
    return error["message"]


def test_another_password_ends_the_token(private: Page) -> None:
    token = unlock(id=page_id(private.pk))["token"]
    restriction = PageViewRestriction.objects.get()
    restriction.password = "another"
    restriction.save()
    assert "password was changed" in rejection(token)
    restriction.password = PASSWORD
    restriction.restriction_type = "login"
    restriction.save()
    assert "password was changed" in rejection(token)
    restriction.delete()
    assert "password was changed" in rejection(token)


def test_a_token_lasts_an_hour(private: Page) -> None:
    token = unlock(id=page_id(private.pk))["token"]
    later = timezone.now() + timedelta(minutes=61)
    with mock.patch("django.core.signing.time.time", return_value=later.timestamp()):
        assert "has expired" in rejection(token)


@pytest.mark.parametrize(
    "token",
    ["x", "a:b:c", ":", "é", "x" * 10_000, "a,b", signing.dumps({"p": {"1": "x"}}, salt="something else")],
    ids=["a letter", "parts", "a colon", "another alphabet", "long", "two", "signed for something else"],
)
def test_a_forged_token_is_rejected(tree: Tree, token: str) -> None:
    rejection(token)


def test_eleven_tokens_are_too_many(private: Page) -> None:
    token = unlock(id=page_id(private.pk))["token"]
    assert shown(private, *[token] * 10) == "Private"
    assert "it may hold 10" in rejection(", ".join([token] * 11))


def test_the_token_tells_no_password(private: Page) -> None:
    token = unlock(id=page_id(private.pk))["token"]
    assert PASSWORD not in str(signing.loads(token, salt="access.password_exchange"))


def test_guessing_is_bounded_for_pages_that_are_there_or_not(tree: Tree, private: Page) -> None:
    for path in ("/knowledge/private/", "/knowledge/nothing/"):
        codes = [unlock("guess", path=path)["errors"][0]["code"] for _ in range(11)]
        assert codes == ["FORBIDDEN"] * 10 + ["RATE_LIMITED"]
    assert unlock(path="knowledge/private")["errors"][0]["code"] == "RATE_LIMITED", "however the path is written"


def test_it_counts_beside_a_session_and_with_a_key(private: Page, member: Any) -> None:
    token = unlock(id=page_id(private.pk))["token"]
    restrict_groups = restrict(StandardPageFactory(parent=private.get_parent().get_parent(), title="Members"), "login")
    client = Client()
    client.force_login(member)
    query = "query($a: ID!, $b: ID!) { a: page(by: {id: $a}) { title } b: page(by: {id: $b}) { title } }"
    variables = {"a": page_id(private.pk), "b": page_id(restrict_groups.pk)}
    assert data(ask(query, variables, client, x_page_access=token)) == {
        "a": {"title": "Private"},
        "b": {"title": "Members"},
    }


def test_what_a_token_costs_in_sql(private: Page) -> None:
    tokens = unlock(id=page_id(private.pk))["token"]
    request = RequestFactory().get("/graphql/", headers={"x-page-access": f"{tokens}, {tokens}"})
    with CaptureQueriesContext(connection) as captured:
        authenticate(request)
    assert len(captured) == 1
    assert ReadContext.of(request).viewer.passed_page_restrictions


def test_answers_to_a_token_are_kept_by_nobody(private: Page) -> None:
    token = unlock(id=page_id(private.pk))["token"]
    response = ask("{ __typename }", x_page_access=token)
    assert "no-store" in response["Cache-Control"]
    assert "X-Page-Access" in response["Vary"]


def test_the_password_of_a_collection_opens_its_pictures(tree: Tree) -> None:
    collection = Collection.get_first_root_node().add_child(name="Members' pictures")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="password", password=PASSWORD)
    image = get_image_model().objects.create(
        title="Hidden", file=get_test_image_file(size=(64, 40)), collection=collection
    )
    KnowledgeArticlePageFactory(parent=tree.knowledge, cover_image=image, cover_alt_text="Hidden")
    covers = "{ articles { nodes { coverImage { alt } } } }"

    def cover(**headers: str) -> Any:
        return data(ask(covers, **headers))["articles"]["nodes"][0]["coverImage"]

    def unlocked(name: str, password: str) -> Any:
        return data(ask(COLLECTION, {"name": name, "password": password}))["unlockCollection"]

    token = unlocked("Members' pictures", PASSWORD)["token"]
    assert cover() is None
    assert cover(x_page_access=token) == {"alt": "Hidden"}
    wrong = [
        unlocked(*one)
        for one in (("Members' pictures", "x"), ("Nothing", PASSWORD), ("Root", PASSWORD), ("\ud800\x00", "x"))
    ]
    assert all(one == wrong[0] for one in wrong)
    assert wrong[0]["errors"][0]["code"] == "FORBIDDEN"
    CollectionViewRestriction.objects.update(password="another")
    rejection(token)


def test_a_page_restriction_and_a_collections_are_not_mistaken_for_each_other(private: Page) -> None:
    token = unlock(id=page_id(private.pk))["token"]
    claims = signing.loads(token, salt="access.password_exchange")
    swapped = signing.dumps({"c": claims["p"]}, salt="access.password_exchange")
    with pytest.raises(password_exchange.Unauthenticated):
        password_exchange.passed_by(swapped)


def test_a_password_is_bounded_by_whichever_page_it_is_guessed(private: Page) -> None:
    """Every page below a private one is a name for the same secret."""
    pages = [StandardPageFactory(parent=private) for _ in range(11)]
    for page in pages[:10]:
        assert unlock("guess", id=page_id(page.pk))["errors"][0]["code"] == "FORBIDDEN"
    refused = unlock(id=page_id(pages[10].pk))["errors"]
    assert [error["code"] for error in refused] == ["FORBIDDEN"], "as for a page that is not there"
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert unlock(client=elsewhere, id=page_id(pages[10].pk))["errors"] == []


def test_the_password_of_a_page_is_no_guess_at_one_above_it(tree: Tree) -> None:
    above = restrict(StandardPageFactory(parent=tree.home, title="Above"), "password")
    below = StandardPageFactory(parent=above, title="Below")
    PageViewRestriction.objects.create(page=below, restriction_type="password", password="inner")
    for _ in range(11):
        assert unlock("inner", id=page_id(below.pk))["errors"] == []
    assert unlock(id=page_id(below.pk))["errors"] == []
