"""``POST /hooks/mail/``: who knows the token hands a mail on, in the ways that mail services do."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Comment

from graphql_api.http import rates
from review.inbound.receiving import MAX_BYTES
from review.invitations import invite
from review.links import address_of
from review.models import InboundMail
from tests.review.mails import Writer
from tests.review.people import InReview

pytestmark = pytest.mark.django_db
TOKEN = "dummy-of-tests-only-0123"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _switched_on(settings: Any) -> None:
    settings.REVIEW_MAIL_DOMAIN, settings.REVIEW_MAIL_TOKEN = "answers.example.org", TOKEN


@pytest.fixture
def writer(review: InReview) -> Writer:
    address = address_of(invite(review.state.pk, review.ben, "dora@example.org", "Dora Diaz"))
    assert address
    return Writer(address, "dora@example.org")


def posted(client: Client, body: Any, content_type: str = "message/rfc822", **headers: str) -> Any:
    return client.post("/hooks/mail/", body, content_type=content_type, headers=headers or BEARER)


def basic(password: str) -> str:
    return f"Basic {base64.b64encode(f'mail:{password}'.encode()).decode()}"


@pytest.mark.parametrize(
    "given", ["Bearer", "Bearer wrong", "Bearer é", f"Token {TOKEN}", basic("wrong"), "Basic !", f"Bearer {TOKEN}x"]
)
def test_nobody_else_sees_that_it_is_there(given: str, client: Client, settings: Any) -> None:
    assert posted(client, b"x", Authorization=given).status_code == 404
    assert client.post("/hooks/mail/").status_code == 404
    settings.REVIEW_MAIL_TOKEN = ""
    assert posted(client, b"x", Authorization="Bearer ").status_code == 404
    assert not InboundMail.objects.exists()


def test_a_mail_as_the_body(client: Client, writer: Writer) -> None:
    raw = writer.mail("Naïve – ŵ.", charset="utf-8")
    answer = posted(client, raw)
    assert (answer.status_code, answer.json()) == (200, {"outcome": "accepted", "code": "ACCEPTED"})
    assert answer["Cache-Control"] == "no-store"
    assert Comment.objects.get().text == "Naïve – ŵ."
    again = posted(client, raw, Authorization=basic(TOKEN))
    assert (again.status_code, again.json()) == (200, {"outcome": "setAside", "code": "DUPLICATE"})


@pytest.mark.parametrize("field", ["email", "message", "body-mime"])
def test_a_mail_in_a_form(field: str, client: Client, writer: Writer) -> None:
    raw = writer.mail("Gr\xfc\xdfe.", charset="iso-8859-1")  # bytes that are no UTF-8 come through
    form = {"subject": "x", field: SimpleUploadedFile("mail.eml", raw)}
    assert client.post("/hooks/mail/", form, headers=BEARER).json()["code"] == "ACCEPTED"
    head = f'--b\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n'.encode()
    body = head + writer.mail("Zwei.") + b"\r\n--b--\r\n"
    assert posted(client, body, "multipart/form-data; boundary=b").json()["code"] == "ACCEPTED"
    encoded = f"{field}=".encode() + b"".join(b"%%%02x" % byte for byte in writer.mail("Drei."))
    assert posted(client, encoded, "application/x-www-form-urlencoded").json()["code"] == "ACCEPTED"
    assert {one.text for one in Comment.objects.all()} == {"Grüße.", "Zwei.", "Drei."}


def test_what_holds_no_mail_is_told(client: Client) -> None:
    for body, kind in [
        ("", "message/rfc822"),
        ("x=y", "application/x-www-form-urlencoded"),
        ("", "multipart/form-data"),
    ]:
        assert posted(client, body.encode(), kind).status_code == 400
    assert client.get("/hooks/mail/", headers=BEARER).status_code == 405


def test_one_that_is_too_large_is_set_aside_and_not_sent_again(client: Client, writer: Writer) -> None:
    answer = posted(client, writer.mail("x" * MAX_BYTES))
    assert (answer.status_code, answer.json()["code"]) == (200, "TOO_LARGE")
    assert InboundMail.objects.get().invitation is not None


def test_it_counts_as_other_addresses_do(client: Client, settings: Any) -> None:
    rates._limiter.cache_clear()
    settings.RATE_LIMIT_STORAGE = rates.OWN
    settings.RATE_LIMITS = dict.fromkeys(("address", "member", "key"), f"{2 * rates.PAGE // rates.REQUEST}/hour")
    found = [posted(client, b"x", Authorization="Bearer guess").status_code for _ in range(3)]
    assert found == [404, 404, 429]
