"""Wagtail's form for the password of a private collection of files."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from tests.support.keys import ask, data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_root_and_below_a_prefix")]

PASSWORD = "open sesame"
UNLOCK = """mutation($name: String!, $password: String!) {
  unlockCollection(input: {name: $name, password: $password}) { errors { code } } }"""


@pytest.fixture
def form() -> str:
    """Its address."""
    collection = Collection.get_first_root_node().add_child(name="Private")
    private = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password=PASSWORD
    )
    return reverse("wagtaildocs_authenticate_with_password", args=[private.pk])


def tried(address: str, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post(address, {"password": password, "return_url": "/documents/1/paper.pdf"})


def test_guessing_ends_after_ten_and_says_when_to_go_on(form: str) -> None:
    assert [tried(form, "guess").status_code for _ in range(11)] == [200] * 10 + [429]
    refused = tried(form, PASSWORD)
    assert refused.status_code == 429, "the right password is not looked at either"
    assert "Try again in 15 minutes" in refused.content.decode()
    assert int(refused["Retry-After"]) > 800
    assert Client().get(form).status_code == 200
    elsewhere = tried(form, PASSWORD, Client(REMOTE_ADDR="203.0.113.9"))
    assert (elsewhere.status_code, elsewhere["Location"]) == (302, "/documents/1/paper.pdf")


def test_a_password_is_bounded_wherever_it_is_tried(form: str) -> None:
    found = [tried(form, "guess", Client(REMOTE_ADDR=f"203.0.113.{n}")).status_code for n in range(51)]
    assert found[49:] == [200, 429]


def test_a_right_password_counts_for_nothing(form: str) -> None:
    assert {tried(form, PASSWORD).status_code for _ in range(12)} == {302}


def test_the_form_and_the_api_count_together(form: str) -> None:
    for _ in range(10):
        tried(form, "guess")
    asked = {"name": "Private", "password": PASSWORD}
    assert data(ask(UNLOCK, asked))["unlockCollection"] == {"errors": [{"code": "FORBIDDEN"}]}


def test_a_form_of_nothing_is_none(db: None) -> None:
    assert tried(reverse("wagtaildocs_authenticate_with_password", args=[999]), "x").status_code == 404


def test_the_form_asks_for_the_password_of_a_file(form: str) -> None:
    assert "This file is for people who were given its password." in Client().get(form).content.decode()


def test_the_password_of_a_page_is_given_to_the_api_alone(db: None) -> None:
    """Where Wagtail has its form there is nothing to send one to."""
    assert Client().post("/_util/authenticate_with_password/1/1/", {"password": PASSWORD}).status_code == 405
