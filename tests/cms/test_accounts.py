"""An administrator looks after accounts, and by none of the admin's views makes, changes or ends a superuser."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from cms.editors.accounts import REFUSAL, REFUSAL_OF_NOBODY, REFUSAL_OF_ROLE, may
from cms.editors.roles import ADMINISTRATORS, REVIEWERS, set_up_roles
from review.unsigned import a_reviewer
from tests.support.cells import Cell

FIELDS = {"email": "x@example.org", "first_name": "A", "last_name": "B", "password1": "", "password2": ""}
NEW_PASSWORD = "long and winding"


@pytest.fixture
def root(db: None) -> Any:
    return get_user_model().objects.create_superuser("root", "root@example.org", "kept-secret-1")


@pytest.fixture
def other(db: None) -> Any:
    return get_user_model().objects.create_user("other", "other@example.org", "kept-secret-2")


@pytest.fixture
def superuser(root: Any) -> Client:
    client = Client()
    client.force_login(root)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"wagtailusers_users:{name}", args=args)


def bulk(action: str, *accounts: Any) -> str:
    return (
        reverse("wagtail_bulk_action", args=["cms_users", "user", action])
        + "?"
        + "&".join(f"id={one.pk}" for one in accounts)
    )


def state(account: Any) -> tuple[Any, ...]:
    account.refresh_from_db()
    groups = tuple(account.groups.values_list("name", flat=True))
    return account.username, account.email, account.password, account.is_active, account.is_superuser, groups


def acts_on(account: Any, group: Group) -> dict[str, tuple[str, dict[str, Any]]]:
    taken_over = {**FIELDS, "username": "mine", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "is_active": "on"}
    return {
        "edit": (url("edit", account.pk), taken_over),
        "delete": (url("delete", account.pk), {}),
        "a copy, as Wagtail has it": (f"/admin/users/copy/{account.pk}/", taken_over),
        "role": (bulk("assign_role", account), {"role": group.pk}),
        "off": (bulk("set_active_state", account), {"mark_as_active": "False"}),
        "delete many": (bulk("delete", account), {}),
    }


def test_an_administrator_changes_no_superuser(administrator: Client, root: Any, cell: Cell) -> None:
    group = Group.objects.get(name=REVIEWERS)
    before = state(root)
    for name, (address, sent) in acts_on(root, group).items():
        with cell(act=name):
            administrator.get(address)
            administrator.post(address, sent)
            assert state(root) == before


def test_an_administrator_changes_everybody_else(administrator: Client, other: Any, cell: Cell) -> None:
    group = Group.objects.get(name=REVIEWERS)
    before = state(other)
    acts = acts_on(other, group)
    del acts["a copy, as Wagtail has it"]
    for name, (address, sent) in acts.items():
        with cell(act=name):
            administrator.post(address, sent)
            if name.startswith("delete"):
                assert not get_user_model().objects.filter(pk=other.pk).exists()
            else:
                assert state(other) != before


def test_of_many_accounts_the_superusers_stay_as_they_are(administrator: Client, root: Any, other: Any) -> None:
    address = bulk("set_active_state", root, other)
    page = administrator.get(address).content.decode()
    assert "You don't have permission to edit this user" in page
    administrator.post(address, {"mark_as_active": "False"})
    root.refresh_from_db()
    other.refresh_from_db()
    assert (root.is_active, other.is_active) == (True, False)


def test_the_account_of_comments_without_a_name_stays(superuser: Client, cell: Cell) -> None:
    nobody, group = a_reviewer(), Group.objects.get_or_create(name=REVIEWERS)[0]
    before = state(nobody)
    for name, (address, sent) in acts_on(nobody, group).items():
        with cell(act=name):
            superuser.post(address, sent)
            assert state(nobody) == before
    assert REFUSAL_OF_NOBODY.split(".")[0] in superuser.get(url("delete", nobody.pk), follow=True).content.decode()


def test_the_refusal_says_who_may(administrator: Client, root: Any) -> None:
    page = administrator.post(url("edit", root.pk), {**FIELDS, "username": "root"}, follow=True)
    assert REFUSAL in page.content.decode()


def test_only_a_superuser_makes_another(administrator: Client, superuser: Client, other: Any) -> None:
    new = {**FIELDS, "username": "new", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD, "is_superuser": "on"}
    edited = {**FIELDS, "username": "other", "is_active": "on", "is_superuser": "on"}
    administrator.post(url("add"), new)
    administrator.post(url("edit", other.pk), edited)
    assert state(other)[1] == "x@example.org", "the rest of the form counts"
    accounts = get_user_model().objects
    assert list(accounts.filter(is_superuser=True).values_list("username", flat=True)) == ["root"]
    assert not accounts.get(username="new").is_superuser
    superuser.post(url("edit", other.pk), edited)
    assert state(other)[4]


@pytest.mark.parametrize("viewset", ["wagtailusers_users", "wagtailsites"])
def test_nothing_is_copied_over_itself(administrator: Client, other: Any, viewset: str) -> None:
    """Wagtail's view has the original as its form's instance, so that what is sent to it changes the original."""
    with pytest.raises(NoReverseMatch):
        reverse(f"{viewset}:copy", args=[other.pk])
    assert resolve(f"/admin/users/copy/{other.pk}/").url_name is None


def test_the_box_that_makes_a_superuser_is_not_named_like_a_role(administrator: Client, superuser: Client) -> None:
    for client, disabled in ((administrator, True), (superuser, False)):
        form = client.get(url("add")).context["form"]
        assert form["is_superuser"].label == "Superuser"
        assert form.fields["is_superuser"].disabled is disabled
    page = administrator.get(url("add")).content.decode()
    assert page.count(ADMINISTRATORS) == 1
    assert "Administrators have full access" not in page


@pytest.fixture
def helper(db: None) -> Any:
    """Somebody with a role of the site's own, who looks after accounts and not after roles."""
    set_up_roles()
    group = Group.objects.create(name="Welcome team")
    wanted = [("wagtailadmin", "access_admin")] + [
        ("cms_users", f"{action}_user") for action in ("add", "change", "delete")
    ]
    for app, codename in wanted:
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    helper = get_user_model().objects.create_user("helper", "helper@example.org", "kept-secret-3")
    helper.groups.add(group)
    return helper


@pytest.fixture
def helping(helper: Any) -> Client:
    client = Client()
    client.force_login(helper)
    return client


def test_nobody_gives_a_role_that_is_not_theirs_to_give(helping: Client, helper: Any, other: Any, cell: Cell) -> None:
    administrators, own = Group.objects.get(name=ADMINISTRATORS), helper.groups.get()
    new = {**FIELDS, "username": "new", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    edited = {**FIELDS, "is_active": "on"}
    for whose, address, sent in (
        ("new", url("add"), {**new, "groups": [administrators.pk]}),
        ("other", url("edit", other.pk), {**edited, "username": "other", "groups": [administrators.pk]}),
        ("helper", url("edit", helper.pk), {**edited, "username": "helper", "groups": [own.pk, administrators.pk]}),
        ("other", bulk("assign_role", other, helper), {"role": administrators.pk}),
    ):
        with cell(given_to=whose, by=address):
            helping.post(address, sent)
            assert not administrators.user_set.exists()
            helping.post(address, {**sent, "groups": [own.pk], "role": own.pk})
            assert own.user_set.filter(username=whose).exists(), "the role that one has"


def test_whoever_has_another_role_is_not_theirs_to_change(helping: Client, other: Any, cell: Cell) -> None:
    """A new password for an administrator would be an administrator's rights."""
    other.groups.add(Group.objects.get(name=ADMINISTRATORS))
    before = state(other)
    for name, (address, sent) in acts_on(other, Group.objects.get(name="Welcome team")).items():
        with cell(act=name):
            helping.post(address, sent)
            assert state(other) == before
    assert REFUSAL_OF_ROLE in helping.post(url("edit", other.pk), FIELDS, follow=True).content.decode()


def test_who_decides_what_roles_may_do_gives_any(administrator: Client, other: Any) -> None:
    everyone = [str(group.pk) for group in Group.objects.all()]
    administrator.post(url("edit", other.pk), {**FIELDS, "username": "other", "is_active": "on", "groups": everyone})
    assert other.groups.count() == len(everyone)


def test_the_rule_itself(root: Any, other: Any, sign_in: Any) -> None:
    sign_in(ADMINISTRATORS)
    administrator = get_user_model().objects.get(username="administrators")
    assert may(root, "change", root)
    assert may(administrator, "change", administrator)
    assert may(administrator, "delete", other)
    assert not may(administrator, "change", root)
    assert not may(other, "change", other)
