"""The contact of an initiative: found among people who agreed, and nobody else's account is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from content_types.initiatives.factories import InitiativeFactory
from content_types.initiatives.models import Initiative
from tests.support.admin import open_form
from tests.support.tree import Tree


def account(username: str, **more: Any) -> Any:
    return get_user_model().objects.create_user(username, f"{username}@example.org", "secret-enough", **more)


@pytest.fixture
def amira(db: None) -> Any:
    return account("amira", first_name="Amira", last_name="Khan", contact_agreed=True)


@pytest.fixture
def tom(db: None) -> Any:
    return account("zacharias", first_name="Zacharias", last_name="Quennell")


def asked(client: Client, name: str = "choose", *args: Any, **query: Any) -> Any:
    return client.get(reverse(f"contact_chooser:{name}", args=args), query)


def test_nobody_agrees_by_default(db: None) -> None:
    assert not account("new").contact_agreed


def test_a_volunteer_finds_those_who_agreed_by_name(volunteer: Client, amira: Any, tom: Any) -> None:
    account("off", first_name="Amira", contact_agreed=True, is_active=False)
    assert "Amira Khan" in asked(volunteer).json()["html"]
    for words, found in (("khan am", True), ("AMIRA", True), ("zach", False), ("example.org", False)):
        page = asked(volunteer, "choose_results", q=words).content.decode()
        assert ("Amira Khan" in page) is found, words
        assert page.count("Amira") <= 1
        assert "Quennell" not in page


def test_no_other_account_is_named_by_its_key(volunteer: Client, amira: Any, tom: Any) -> None:
    chosen = asked(volunteer, "chosen", amira.pk).json()["result"]
    assert chosen == {"id": str(amira.pk), "title": "Amira Khan", "edit_url": None}
    for key in (tom.pk, 999999, "x", "-1", "9" * 40):
        assert asked(volunteer, "chosen", key).status_code == 404
    many = asked(volunteer, "chosen_multiple", id=[amira.pk, tom.pk, 999999]).json()["result"]
    assert [one["title"] for one in many] == ["Amira Khan"]
    for key in ("x", "9" * 40):
        assert asked(volunteer, "chosen_multiple", id=[amira.pk, key]).status_code == 400


def test_the_form_lists_no_account(volunteer: Client, tree: Tree, amira: Any, tom: Any) -> None:
    page = InitiativeFactory(parent=tree.initiatives)
    shown = volunteer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Find a person" in shown
    for name in ("zacharias", "Zacharias", "Quennell", "amira", "Khan"):
        assert name not in shown


def test_only_who_agreed_is_taken_and_no_other_is_named_for_trying(
    reviewer: Client, tree: Tree, amira: Any, tom: Any
) -> None:
    page = InitiativeFactory(parent=tree.initiatives)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    refused = open_form(reviewer, edit).fill(contact_member=tom.pk).submit(**{"action-publish": "1"})
    assert refused.status_code == 200
    assert "zacharias" not in refused.content.decode().lower()
    open_form(reviewer, edit).fill(contact_member=amira.pk).submit(**{"action-publish": "1"})
    page.refresh_from_db()
    assert page.contact_member == amira


def test_whoever_no_longer_agrees_is_no_contact_by_the_next_publish(reviewer: Client, tree: Tree, amira: Any) -> None:
    page = InitiativeFactory(parent=tree.initiatives, contact_member=amira)
    revision = page.save_revision()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    get_user_model().objects.filter(pk=amira.pk).update(contact_agreed=False)
    revision.publish()
    assert Initiative.objects.get(pk=page.pk).contact_member is None, "whatever an older version says"
    saved = open_form(reviewer, edit).fill(title="Saved all the same").submit(**{"action-publish": "1"})
    assert saved.status_code == 302


def test_a_person_agrees_on_their_account_page(volunteer: Client) -> None:
    form = open_form(volunteer, reverse("wagtailadmin_account"))
    assert "contact-contact_agreed" not in form.data
    form.fill(**{"contact-contact_agreed": "on", "name_email-first_name": "Vera", "name_email-last_name": "Volunteer"})
    assert form.submit().status_code == 302
    assert get_user_model().objects.get(username="volunteer").contact_agreed


def test_an_administrator_notes_what_a_member_said(administrator: Client, amira: Any) -> None:
    form = open_form(administrator, reverse("wagtailusers_users:edit", args=[amira.pk]))
    assert form.data.pop("contact_agreed") == "on"
    form.fill(password1="", password2="").submit()
    amira.refresh_from_db()
    assert not amira.contact_agreed
