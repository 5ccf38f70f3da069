"""Leaving: each key to an account says what becomes of it, nothing is left of who left, and places become free."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Page, PageLogEntry, Revision

from cms.editors.roles import ADMINISTRATORS
from community.accounts import codes
from community.accounts.erasing import erase
from community.accounts.models import Erasure
from community.erasure import FORMER_MEMBER, Contributions, rules
from community.errors import CommunityError
from community.personal_data import known
from community.registrations.registering import register
from tests.community.accounts.people import EMAIL, GOOD, joined, signed_in
from tests.community.registrations.people import an_event, members, states
from tests.review.people import account, in_review
from tests.support.keys import ask, bearer, data
from tests.support.tree import Tree

KEEP, REMOVE = Contributions.KEEP, Contributions.REMOVE
DELETE = """mutation($input: DeleteAccountInput!) { deleteAccount(input: $input) { deleted errors { code field } } }"""


def everything() -> str:
    """All that is stored, but the record of the farewell."""
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed]
    return json.dumps(
        {one._meta.label: list(one._base_manager.values()) for one in models}, cls=DjangoJSONEncoder, default=str
    )


def test_each_key_to_an_account_says_what_becomes_of_it() -> None:
    assert sorted(rules()) == sorted(known()), "call `goes`, `passes_on` or `stays` of community.erasure for each"


@pytest.mark.django_db
@pytest.mark.parametrize("how", [KEEP, REMOVE])
def test_nothing_is_left_that_names_who_left(tree: Tree, how: Contributions) -> None:
    review = in_review(tree)
    account("admin", ADMINISTRATORS)
    for one in (review.ben, review.ana):
        get_user_model().objects.filter(pk=one.pk).update(first_name=f"Xq{one.username}", last_name="Zyxwv")
        one.refresh_from_db()
    review.answer(review.ben, note="Xqnote")
    assert "Zyxwv" in everything()
    assert erase(review.ben, how)
    assert erase(review.ana, how)
    left = everything()
    assert "Zyxwv" not in left
    assert "ana@example.org" not in left
    assert ("Xqnote" in left) is (how is KEEP)
    assert Page.objects.filter(pk=review.page.pk).exists() is (how is KEEP)
    assert Revision.objects.filter(object_id=str(review.page.pk)).exists() is (how is KEEP)
    if how is KEEP:
        former = get_user_model().objects.get(username=FORMER_MEMBER)
        assert review.stored.owner == former
        assert not former.is_active
        assert review.stored.latest_revision.content["owner"] == former.pk
        assert set(PageLogEntry.objects.values_list("user__username", flat=True)) <= {FORMER_MEMBER, None}
    assert [one.to for one in mail.outbox[-2:]] == [["ben@example.org"], ["ana@example.org"]]


@pytest.mark.django_db
def test_what_others_have_written_in_too_stays(tree: Tree) -> None:
    review = in_review(tree)
    review.page.save_revision(user=review.ben)
    erase(review.ana, REMOVE)
    assert review.stored.owner.username == FORMER_MEMBER


@pytest.mark.django_db
def test_a_place_becomes_the_next_ones(tree: Tree) -> None:
    event = an_event(tree, capacity=1)
    first, second = members(2)
    register(first, event)
    register(second, event)
    erase(first, KEEP)
    assert states(event) == {"member1": "offered"}


@pytest.mark.django_db
def test_the_last_administrator_cannot_leave(tree: Tree) -> None:
    in_review(tree)
    one = account("one", ADMINISTRATORS)
    with pytest.raises(CommunityError) as refused:
        erase(one, KEEP)
    assert refused.value.code == "LAST_ADMINISTRATOR"
    account("two", ADMINISTRATORS)
    assert erase(one, KEEP)


@pytest.mark.django_db
def test_again_changes_nothing_and_the_former_member_stays() -> None:
    (one,) = members(1)
    assert erase(one, KEEP)
    one.pk = Erasure.objects.get().account
    assert not erase(one, KEEP)
    assert not erase(get_user_model().objects.get(username=FORMER_MEMBER), KEEP)
    assert Erasure.objects.count() == 1


def deleted(token: str, **given: Any) -> Any:
    return data(ask(DELETE, {"input": {"contributions": "KEEP", **given}}, **bearer(token)))["deleteAccount"]


@pytest.mark.django_db
def test_a_member_leaves_over_the_api() -> None:
    joined()
    token = signed_in()["token"]
    assert deleted(token)["errors"] == [{"code": "BAD_INPUT", "field": "password"}]
    assert deleted(token, password="another one")["errors"] == [{"code": "FORBIDDEN", "field": "password"}]
    assert deleted(token, password=GOOD) == {"deleted": True, "errors": []}
    again = ask(DELETE, {"input": {"contributions": "KEEP", "password": GOOD}}, **bearer(token)).json()
    assert again["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert signed_in()["token"] is None
    left = everything()
    assert EMAIL not in left
    assert "Noor" not in left


@pytest.mark.django_db
def test_a_code_of_a_mail_does_in_place_of_the_password() -> None:
    joined()
    joined(email="ida@example.org", displayName="Ida")
    token = signed_in()["token"]
    codes.mail_code(EMAIL)
    code = next(line for line in mail.outbox[-1].body.splitlines() if len(line) == 9 and line[4] == "-")
    other = signed_in("ida@example.org")["token"]
    assert deleted(other, code=code)["errors"][0] == {"code": "FORBIDDEN", "field": "code"}
    assert deleted(token, code=code)["deleted"]


@pytest.mark.django_db
def test_a_backup_that_is_put_back_is_told(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.ERASURES_FILE = str(tmp_path / "erasures")
    (one,) = members(1)
    key, joined_at = one.pk, one.date_joined
    with django_capture_on_commit_callbacks(execute=True):
        erase(one, REMOVE)
    assert "member0" not in (tmp_path / "erasures").read_text()
    Erasure.objects.all().delete()
    get_user_model().objects.create(pk=key, username="back", email="back@example.org", date_joined=joined_at)
    sent = len(mail.outbox)
    for told in ("Erased 1 account again.", "Erased 0 accounts again."):
        written = StringIO()
        call_command("replay_erasures", stdout=written)
        assert told in written.getvalue()
    assert len(mail.outbox) == sent
    get_user_model().objects.create(pk=key, username="somebody-else", email="new@example.org")
    call_command("replay_erasures", stdout=StringIO())
    assert get_user_model().objects.filter(username="somebody-else").exists()
    (tmp_path / "other").write_text("nothing\n")
    with pytest.raises(CommandError, match="Line 1"):
        call_command("replay_erasures", str(tmp_path / "other"))
