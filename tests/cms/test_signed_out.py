"""Somebody whose session ended while they were writing is told so, and has what they wrote."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.editors.roles import VOLUNTEERS
from content_types.knowledge.models import KnowledgeArticlePage
from tests.cms.new_pages import new_page
from tests.support.admin import AdminForm
from tests.support.tree import Tree

ORIGIN = "http://testserver"
SUMMARY = 'Nobody loses "this" & <that>,\nnor a second line.'


@pytest.fixture
def browser(volunteer: Client) -> Client:
    """A volunteer whose browser has a token, and sends where a form comes from."""
    user = get_user_model().objects.get(groups__name=VOLUNTEERS)
    browser = Client(enforce_csrf_checks=True, headers={"Origin": ORIGIN})
    browser.force_login(user)
    browser.get("/admin/account/")
    return browser


@pytest.fixture
def form(browser: Client, tree: Tree) -> AdminForm:
    form, _ = new_page(browser, tree, "knowledge", "knowledge.KnowledgeArticlePage", {"summary": SUMMARY})
    return form


def given_back(response: Any) -> dict[str, Any]:
    """The fields of a form that came back, without its token."""
    assert response.status_code == 403
    assert response["Cache-Control"] == "no-store"
    shown = BeautifulSoup(response.content, "html.parser").select_one("main form")
    fields: dict[str, Any] = {
        "_address": shown["action"],
        "_token": shown.find(attrs={"name": "csrfmiddlewaretoken"})["value"],
    }
    for one in shown.find_all("input"):
        fields.setdefault(one["name"], one["value"])
    return fields


def end_session(browser: Client) -> None:
    del browser.cookies["sessionid"]


def test_a_form_sent_after_the_session_comes_back_and_goes_on(browser: Client, form: AdminForm) -> None:
    end_session(browser)
    response = form.submit()
    fields = given_back(response)
    assert "You were signed out while you were writing." in response.content.decode()
    assert fields["summary"] == SUMMARY
    assert fields["body-0-value"] == form.data["body-0-value"], "rich text too"
    browser.force_login(get_user_model().objects.get(groups__name=VOLUNTEERS))
    address, fields["csrfmiddlewaretoken"] = fields.pop("_address"), fields.pop("_token")
    assert browser.post(address, fields).status_code == 302
    assert KnowledgeArticlePage.objects.get().get_latest_revision_as_object().summary.split() == SUMMARY.split()


def test_a_form_whose_token_is_of_an_earlier_sign_in_comes_back(browser: Client, form: AdminForm) -> None:
    browser.cookies["csrftoken"] = "a" * 32
    response = form.submit()
    assert given_back(response)["summary"] == SUMMARY
    assert "You have signed in anew" in response.content.decode()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://testserver.elsewhere.example", ""])
def test_a_form_from_elsewhere_is_not_given_a_token(browser: Client, form: AdminForm, origin: str) -> None:
    browser.cookies["csrftoken"] = "a" * 32
    response = browser.post(form.url, form.data, headers={"Origin": origin})
    assert response.status_code == 403
    assert "Not sent" in response.content.decode()
    assert "Nobody loses" not in response.content.decode()
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_no_password_comes_back_and_files_are_named(browser: Client) -> None:
    end_session(browser)
    data = {"username": "ada", "password1": "open sesame", "csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    picture = SimpleUploadedFile("mother & child.png", b"x")
    response = browser.post(reverse("wagtailusers_users:add"), {**data, "avatar": picture})
    assert given_back(response)["username"] == "ada"
    assert "open sesame" not in response.content.decode()
    assert "mother &amp; child.png" in response.content.decode()


@pytest.mark.parametrize(
    "headers", [{"Accept": "application/json"}, {"X-Requested-With": "XMLHttpRequest"}], ids=["autosave", "jquery"]
)
def test_scripts_are_told_by_a_code(browser: Client, form: AdminForm, headers: dict[str, str]) -> None:
    browser.cookies["csrftoken"] = "a" * 32
    answer = browser.post(form.url, form.data, headers=headers)
    assert (answer.status_code, answer.json()["error_code"]) == (403, "form_expired")
    end_session(browser)
    answer = browser.get(form.url, headers=headers)
    assert (answer.status_code, answer.json()["error_code"]) == (401, "signed_out")
    assert "Sign in again" in answer.json()["error_message"]


def test_a_page_asks_who_is_signed_in(browser: Client, client: Client) -> None:
    accept = {"Accept": "application/json"}
    assert browser.get(reverse("session_state"), headers=accept).json() == {"user": "volunteer"}
    assert client.get(reverse("session_state"), headers=accept).status_code == 401
    assert "Close this tab" in browser.get(reverse("signed_in")).content.decode()


def test_who_only_reads_is_led_to_the_sign_in(client: Client, db: None) -> None:
    assert client.get("/admin/reports/review-due/").status_code == 302
    page = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"}, headers={"Origin": ORIGIN})
    assert (page.status_code, "too old to sign in" in page.content.decode()) == (403, True)


def test_who_signs_out_is_not_told_that_something_is_kept(browser: Client) -> None:
    page = BeautifulSoup(browser.get("/admin/account/").content, "html.parser")
    field = page.select_one("input[name=csrfmiddlewaretoken]")
    assert field is not None
    answer = browser.post(reverse("wagtailadmin_logout"), {"csrfmiddlewaretoken": str(field["value"])})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("wagtailadmin_login")
