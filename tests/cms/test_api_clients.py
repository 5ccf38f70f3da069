"""Settings › API clients and Signed-in apps: who sees them, a key that is shown once, rotation and revoking."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import ApiClient, ApiKey, MemberToken
from cms.editors.roles import ADMINISTRATORS, REVIEWERS, VOLUNTEERS
from tests.support.admin import refused
from tests.support.keys import ask, bearer, client_key, member_key
from tests.support.tree import Tree

NEW = "api_clients:add"


def words(response: Any) -> str:
    assert response.status_code == 200, response
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def key_on(response: Any) -> str:
    found = re.search(r"wham_c_[0-9A-Za-z]{10}_[\w-]{43}", response.content.decode())
    assert found, words(response)
    return found[0]


def made(client: Client, **fields: Any) -> Any:
    expires = timezone.localdate() + timedelta(days=90)
    return client.post(reverse(NEW), {"name": "Website builder", "scopes": ["read"], "expires_on": expires, **fields})


@pytest.mark.parametrize("place", ["api_clients:index", NEW, "member_tokens"])
def test_only_administrators_see_them(sign_in: Callable[[str | None], Client], place: str) -> None:
    for role in (None, VOLUNTEERS, REVIEWERS):
        client = sign_in(role)
        assert refused(client.get(reverse(place))) or role is None
        assert reverse(place) not in client.get("/admin/").content.decode()
    assert sign_in(ADMINISTRATORS).get(reverse(place)).status_code == 200


def test_they_are_in_the_settings_menu(administrator: Client) -> None:
    menu = administrator.get("/admin/").content.decode()
    for place in ("api_clients:index", "member_tokens"):
        assert reverse(place) in menu


def test_a_key_is_shown_once_and_works(administrator: Client, tree: Tree) -> None:
    response = made(administrator, scopes=["read", "read:restricted"])
    assert "no-store" in response["Cache-Control"]
    key = key_on(response)
    assert ask("{ __typename }", **bearer(key)).status_code == 200
    client = ApiClient.objects.get()
    assert client.scopes == ["read", "read:restricted"]
    pages = [
        reverse("api_clients:index"),
        reverse("api_client_keys", args=[client.pk]),
        reverse("api_clients:edit", args=[client.pk]),
        reverse("api_clients:history", args=[client.pk]),
    ]
    for page in pages:
        shown = administrator.get(page)
        assert shown.status_code == 200
        assert key not in shown.content.decode()
        assert key.rsplit("_", 1)[1] not in shown.content.decode()
    keys = words(administrator.get(pages[1]))
    assert f"wham_c_{client.keys.get().prefix}…" in keys
    assert "0 minutes ago" in keys
    assert "A key was made" in words(administrator.get(pages[3]))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"scopes": ["write"]},
        {"scopes": []},
        {"expires_on": ""},
        {"expires_on": "2020-01-01"},
        {"expires_on": "2999-01-01"},
        {"expires_on": "9999-12-31"},
        {"expires_on": "nonsense"},
    ],
)
def test_what_cannot_be_made_is_said(administrator: Client, fields: dict[str, Any]) -> None:
    response = made(administrator, **fields)
    assert response.status_code == 200
    assert not ApiClient.objects.exists()
    assert BeautifulSoup(response.content, "html.parser").select(".error-message")


def test_a_key_is_replaced_without_a_gap(administrator: Client, tree: Tree) -> None:
    old = key_on(made(administrator))
    client = ApiClient.objects.get()
    keys = reverse("api_client_keys", args=[client.pk])
    expires = {"expires_on": timezone.localdate() + timedelta(days=365)}
    new = key_on(administrator.post(keys, expires))
    assert [ask("{ __typename }", **bearer(one)).status_code for one in (old, new)] == [200, 200]
    assert "Two keys are valid" in words(administrator.post(keys, expires))
    row = ApiKey.objects.get(prefix=old.split("_")[2])
    administrator.post(reverse("api_client_key_revoke", args=[client.pk, row.pk]))
    assert [ask("{ __typename }", **bearer(one)).status_code for one in (old, new)] == [401, 200]
    assert "revoked" in words(administrator.get(keys))
    assert key_on(administrator.post(keys, expires))


@pytest.mark.parametrize("expires_on", ["", "2020-01-01", "2999-01-01", "9999-12-31"])
def test_a_further_key_has_the_same_bounds(administrator: Client, expires_on: str) -> None:
    made(administrator)
    keys = reverse("api_client_keys", args=[ApiClient.objects.get().pk])
    assert administrator.post(keys, {"expires_on": expires_on}).status_code == 200
    assert ApiKey.objects.count() == 1


def test_revoking_takes_rights_and_a_post(administrator: Client, volunteer: Client) -> None:
    made(administrator)
    row = ApiKey.objects.get()
    address = reverse("api_client_key_revoke", args=[row.client_id, row.pk])
    assert refused(volunteer.post(address))
    assert administrator.get(address).status_code == 405
    row.refresh_from_db()
    assert row.revoked_at is None


def test_a_client_that_is_deleted_takes_its_keys_along(administrator: Client, tree: Tree) -> None:
    key = key_on(made(administrator))
    administrator.post(reverse("api_clients:delete", args=[ApiClient.objects.get().pk]))
    assert ask("{ __typename }", **bearer(key)).status_code == 401


def test_the_list_tells_state_and_last_use(administrator: Client, tree: Tree) -> None:
    client_key(name="Unused")
    ask("{ __typename }", **bearer(client_key(name="Used")))
    client_key(name="Over")
    ApiKey.objects.filter(client__name="Over").update(expires_at=timezone.now())
    shown = administrator.get(reverse("api_clients:index"))
    rows = {
        row.find("td").get_text(" ", strip=True): row.get_text(" ", strip=True)
        for row in BeautifulSoup(shown.content, "html.parser").select("table.listing tbody tr")
    }
    text = {name.split()[0]: row for name, row in rows.items()}
    assert "never" in text["Unused"]
    assert "never" not in text["Used"]
    assert "no valid key" in text["Over"]


# --- members' tokens --------------------------------------------------------------------------------------------------


def test_an_administrator_signs_a_members_app_out(administrator: Client, tree: Tree) -> None:
    member = get_user_model().objects.create_user("amira", password="x")
    lost, other, third = (member_key(member, device) for device in ("Lost phone", "Laptop", "Tablet"))
    assert "Lost phone" in words(administrator.get(reverse("member_tokens"), {"member": "AMI"}))
    assert "Lost phone" not in words(administrator.get(reverse("member_tokens"), {"member": "berta"}))
    row = MemberToken.objects.get(device="Lost phone")
    administrator.post(reverse("member_token_end", args=[row.pk]))
    assert [ask("{ __typename }", **bearer(one)).status_code for one in (lost, other, third)] == [401, 200, 200]
    administrator.post(reverse("member_token_end", args=[MemberToken.objects.get(device="Laptop").pk]), {"all": "1"})
    assert [ask("{ __typename }", **bearer(one)).status_code for one in (other, third)] == [401, 401]


def test_a_superusers_token_is_for_superusers_to_end(administrator: Client, tree: Tree) -> None:
    key = member_key(get_user_model().objects.create_superuser("root"))
    administrator.post(reverse("member_token_end", args=[MemberToken.objects.get().pk]))
    assert ask("{ __typename }", **bearer(key)).status_code == 200


def test_switching_many_accounts_off_ends_their_tokens(administrator: Client, tree: Tree) -> None:
    """Wagtail updates them all in one statement, which sends no signal."""
    members = [get_user_model().objects.create_user(name, password="x") for name in ("amira", "berta")]
    keys = [member_key(one) for one in members]
    address = reverse("wagtail_bulk_action", args=["cms_users", "user", "set_active_state"])
    query = "&".join(f"id={one.pk}" for one in members)
    administrator.post(f"{address}?{query}&next=/admin/users/", {"mark_as_active": "False"})
    assert not get_user_model().objects.filter(username="amira", is_active=True).exists()
    get_user_model().objects.update(is_active=True)
    assert [ask("{ __typename }", **bearer(one)).status_code for one in keys] == [401, 401]
