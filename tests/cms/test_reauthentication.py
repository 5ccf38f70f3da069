"""Dangerous acts want the password, if it was not given lately; what was typed is kept."""

from __future__ import annotations

import time
from typing import Any
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from access import throttle
from access.models import ApiClient
from cms.editors.reauthentication import CODE, DANGEROUS, FIELD
from content_types.core.factories import StandardPageFactory
from tests.support.admin import open_form
from tests.support.tree import Tree

PASSWORD = "secret-enough"


@pytest.fixture(autouse=True)
def _no_guesses_yet() -> None:
    cache.clear()
    throttle.forget_all()


@pytest.fixture
def later(administrator: Client, volunteer: Client) -> Any:
    """A quarter of an hour after everybody signed in, and a little."""
    with mock.patch("access.sessions.time.time", return_value=time.time() + 15 * 60 + 5):
        yield


def held(response: Any) -> dict[str, Any]:
    """What the page that asks for the password would send again."""
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]
    form = BeautifulSoup(response.content, "html.parser").find("input", {"name": FIELD}).find_parent("form")
    found: dict[str, Any] = {}
    for one in form.find_all("input", {"type": "hidden"}):
        found.setdefault(one["name"], []).append(one["value"])
    found.pop("csrfmiddlewaretoken", None)
    return found


def fields(**more: Any) -> dict[str, Any]:
    return {
        "username": "new",
        "email": "x@example.org",
        "first_name": "A “quoted” <name>",
        "last_name": "B",
        "password1": "long and winding",
        "password2": "long and winding",
        **more,
    }


@pytest.mark.usefixtures("later")
def test_the_page_asks_keeps_what_was_typed_and_goes_on_with_it(administrator: Client) -> None:
    groups = [str(pk) for pk in Group.objects.values_list("pk", flat=True)]
    address = reverse("wagtailusers_users:add")
    asked = administrator.post(address, fields(groups=groups))
    kept = held(asked)
    assert not get_user_model().objects.filter(username="new").exists()
    assert kept["groups"] == groups
    done = administrator.post(address, {**kept, FIELD: PASSWORD})
    assert (done.status_code, done["Location"]) == (302, reverse("wagtailusers_users:index"))
    new = get_user_model().objects.get(username="new")
    assert new.first_name == "A “quoted” <name>"
    assert new.groups.count() == len(groups) > 1
    assert administrator.post(address, fields(username="second")).status_code == 302, "not asked again so soon"


@pytest.mark.usefixtures("later")
def test_a_wrong_password_goes_no_further_and_is_bounded(administrator: Client) -> None:
    address = reverse("wagtailusers_users:add")
    for _ in range(10):
        kept = held(administrator.post(address, fields(**{FIELD: "wrong"})))
        assert FIELD not in kept
    held(administrator.post(address, fields(**{FIELD: PASSWORD})))
    assert not get_user_model().objects.filter(username="new").exists()


def test_nothing_is_asked_soon_after_signing_in(administrator: Client) -> None:
    assert administrator.post(reverse("wagtailusers_users:add"), fields()).status_code == 302


@pytest.mark.usefixtures("later")
def test_every_dangerous_view_asks(administrator: Client, tree: Tree) -> None:
    me = get_user_model().objects.get(username="administrators")
    key = {"wagtailusers_groups": Group.objects.first().pk, "wagtailsites": tree.site.pk, "wagtailusers_users": me.pk}
    for name in DANGEROUS:
        last = name.split(":")[-1]
        args = [] if last == "add" else [key.get(name.split(":")[0], 1)]
        held(administrator.post(reverse(name, args=args), {"x": "1"}))
        assert administrator.get(reverse(name, args=args)).status_code != 403, "to look is not dangerous"


@pytest.mark.usefixtures("later")
def test_deleting_a_page_asks_where_others_are_below_it(administrator: Client, tree: Tree) -> None:
    alone = StandardPageFactory(parent=tree.home)
    above = StandardPageFactory(parent=tree.home)
    StandardPageFactory(parent=above)
    assert administrator.post(reverse("wagtailadmin_pages:delete", args=[alone.pk])).status_code == 302
    held(administrator.post(reverse("wagtailadmin_pages:delete", args=[above.pk])))
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    held(administrator.post(f"{many}?id={above.pk}"))
    by_api = reverse("wagtailadmin_api:pages:action", args=[above.pk, "delete"])
    refused = administrator.post(by_api, "{}", content_type="application/json")
    assert refused.status_code == 403
    assert refused.json()["code"] == CODE
    assert type(above).objects.filter(pk=above.pk).exists()


@pytest.mark.usefixtures("later")
def test_actions_on_many_accounts_ask(administrator: Client) -> None:
    me = get_user_model().objects.get(username="administrators")
    for action in ("assign_role", "set_active_state", "delete"):
        held(administrator.post(reverse("wagtail_bulk_action", args=["cms_users", "user", action]) + f"?id={me.pk}"))


@pytest.mark.usefixtures("later")
def test_a_new_password_or_address_of_ones_own_asks_and_a_new_name_does_not(volunteer: Client) -> None:
    address = reverse("wagtailadmin_account")
    own = {"name_email-first_name": "Vera", "name_email-last_name": "V", "name_email-email": "Volunteer@example.org"}
    form = open_form(volunteer, address).fill(**own)
    assert form.submit().status_code == 302
    held(form.submit(**{"name_email-email": "thief@example.org"}))
    held(form.submit(**{"password-new_password1": "mine and only mine"}))


@pytest.mark.usefixtures("later")
def test_a_key_is_made_only_with_the_password(administrator: Client) -> None:
    client = ApiClient.objects.create(name="Website builder")
    address = reverse("api_client_keys", args=[client.pk])
    kept = held(administrator.post(address, {"expires_on": "2999-01-01"}))
    assert kept == {"expires_on": ["2999-01-01"]}
    assert not client.keys.exists()


@pytest.mark.usefixtures("later")
def test_whoever_may_not_do_it_is_refused_as_ever(volunteer: Client) -> None:
    answer = volunteer.post(reverse("wagtailusers_users:add"), fields())
    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))
    signed_out = Client().post(reverse("wagtailusers_users:add"), fields())
    assert signed_out.status_code == 403
    assert "You were signed out while you were writing." in signed_out.content.decode()
    assert FIELD not in signed_out.content.decode(), "nobody is asked for a password who has none"
    assert not get_user_model().objects.filter(username="new").exists()
