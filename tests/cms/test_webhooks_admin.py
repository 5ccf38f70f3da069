"""Webhooks in the admin: for administrators alone, with a secret that is shown once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from changes.models import Kind
from tests.support.admin import open_form
from webhooks.models import Delivery, Endpoint
from webhooks.outbox import enqueue_test

pytestmark = pytest.mark.django_db
URL = "https://www.example.org/hooks/library"


def make(client: Client, **values: object) -> object:
    form = open_form(client, "/admin/webhooks/new/")
    return form.fill(
        **{"name": "Website", "url": URL, "kinds": ["published", "moved"], "active": "on", **values}
    ).submit()


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint.objects.create(name="Website", url=URL, kinds=Kind.values)


def shown(response: object) -> str | None:
    found = re.search(r'id="webhook-secret">(whsec_[^<]+)<', response.content.decode())
    return found.group(1) if found else None


def test_a_new_one_and_its_secret_once(administrator: Client) -> None:
    response = make(administrator)
    endpoint = Endpoint.objects.get()
    assert (endpoint.kinds, endpoint.content_types, endpoint.active) == (["published", "moved"], [], True)
    page = f"/admin/webhooks/{endpoint.pk}/secret/"
    assert response.url == page
    assert shown(administrator.get(page)) is None
    answer = administrator.post(page)
    assert shown(answer) == endpoint.secrets()[0].reveal()
    assert "no-store" in answer["Cache-Control"]
    assert shown(administrator.get(page)) is None
    assert endpoint.secrets()[0].reveal() not in endpoint.secret


def test_a_second_look_makes_a_new_secret_and_both_sign_for_a_day(administrator: Client, endpoint: Endpoint) -> None:
    page = f"/admin/webhooks/{endpoint.pk}/secret/"
    first = shown(administrator.post(page))
    second = shown(administrator.post(page))
    endpoint.refresh_from_db()
    assert first != second
    assert [one.reveal() for one in endpoint.secrets()] == [second, first]


def test_no_other_page_shows_a_secret(administrator: Client, endpoint: Endpoint) -> None:
    delivery = enqueue_test(endpoint)
    for address in (
        "/admin/webhooks/",
        f"/admin/webhooks/edit/{endpoint.pk}/",
        f"/admin/webhooks/history/{endpoint.pk}/",
        "/admin/webhook-deliveries/",
        f"/admin/webhook-deliveries/inspect/{delivery.pk}/",
    ):
        response = administrator.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        assert "whsec_" not in text
        assert endpoint.secret not in text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"url": "http://www.example.org/"}, "must begin with https://"),
        ({"url": "https://10.0.0.1/"}, "private or reserved network"),
        ({"url": "https://www.example.org:8080/"}, "The port must be one of 443"),
        ({"kinds": []}, "This field is required"),
        ({"kinds": ["nonsense"]}, "not one of the available choices"),
    ],
)
def test_bad_input_is_named(values: dict[str, object], words: str, administrator: Client) -> None:
    response = make(administrator, **values)
    assert words in response.content.decode()
    assert not Endpoint.objects.exists()


@pytest.mark.parametrize("role", ["volunteer", "reviewer", "member"])
def test_nobody_else_gets_near(role: str, request: pytest.FixtureRequest, endpoint: Endpoint) -> None:
    client = request.getfixturevalue(role)
    delivery = enqueue_test(endpoint)
    for address in (
        "/admin/webhooks/",
        "/admin/webhooks/new/",
        f"/admin/webhooks/edit/{endpoint.pk}/",
        f"/admin/webhooks/delete/{endpoint.pk}/",
        f"/admin/webhooks/{endpoint.pk}/secret/",
        f"/admin/webhooks/{endpoint.pk}/test/",
        "/admin/webhook-deliveries/",
        f"/admin/webhook-deliveries/inspect/{delivery.pk}/",
        f"/admin/webhook-deliveries/{delivery.pk}/send-again/",
    ):
        for send in (client.get, client.post):
            response = send(address)
            assert response.status_code == 302, address
            assert "Website" not in response.content.decode()
    endpoint.refresh_from_db()
    assert endpoint.secret_shown_at is None
    assert Delivery.objects.count() == 1


def test_the_log_is_not_written_by_hand(admin_client: Client, endpoint: Endpoint) -> None:
    delivery = enqueue_test(endpoint)
    for address in ("new/", f"edit/{delivery.pk}/", f"delete/{delivery.pk}/"):
        assert admin_client.get(f"/admin/webhook-deliveries/{address}").status_code == 302
    assert "webhook.test" in admin_client.get(f"/admin/webhook-deliveries/inspect/{delivery.pk}/").content.decode()


def test_a_test_and_sending_again(administrator: Client, endpoint: Endpoint) -> None:
    page = f"/admin/webhooks/{endpoint.pk}/test/"
    assert "webhook.test" in administrator.get(page).content.decode()
    assert not Delivery.objects.exists()
    administrator.post(page)
    delivery = Delivery.objects.get()
    delivery.state, delivery.attempts = Delivery.State.FAILED, 9
    delivery.save()
    inspect = administrator.get(f"/admin/webhook-deliveries/inspect/{delivery.pk}/").content.decode()
    again = f"/admin/webhook-deliveries/{delivery.pk}/send-again/"
    assert again in inspect
    assert administrator.get(again).status_code == 200
    administrator.post(again)
    known = delivery.message_id
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.message_id) == (Delivery.State.WAITING, 0, known)


def test_the_menus_lead_there(administrator: Client, volunteer: Client, endpoint: Endpoint) -> None:
    page = administrator.get("/admin/").content.decode()
    assert "/admin/webhooks/" in page
    assert "/admin/webhook-deliveries/" in page
    assert "/admin/webhook" not in volunteer.get("/admin/").content.decode()
