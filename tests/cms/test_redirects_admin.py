"""Redirects in the admin: what has no effect is refused with the remedy, and a file is imported whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(tree: Tree) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", "secret"))
    return client


def add(admin: Client, old: str, link: str = "", **more: Any) -> str:
    """What the form says; empty where it saves."""
    data = {"old_path": old, "redirect_link": link, "is_permanent": "on", "site": "", "redirect_page": "", **more}
    response = admin.post(reverse("wagtailredirects:add"), data)
    return "" if response.status_code == 302 else response.content.decode()


@pytest.mark.parametrize(
    "link",
    ["/tools/", "/tools/?kind=guide", "/caf\u00e9/", "/media/a b.pdf", "https://example.org/x", "http://example.org"],
)
def test_paths_and_addresses_are_targets(admin: Client, link: str) -> None:
    assert add(admin, "/old", link) == ""
    assert Redirect.objects.get().redirect_link == link


@pytest.mark.parametrize("link", ["tools", "//example.org", "javascript:alert(1)", "ftp://example.org/", "https://"])
def test_what_is_no_target_is_refused(admin: Client, link: str) -> None:
    assert "Write an address that begins with https://, or a path" in add(admin, "/old", link)


def test_no_target_at_all_is_refused(admin: Client) -> None:
    assert "Choose a page, or write where" in add(admin, "/old")


@pytest.mark.parametrize(
    "old", ["/knowledge/damp", "/knowledge/damp/", "knowledge/damp", "/knowledge/d%61mp", "/knowledge/damp/?x=1"]
)
def test_the_address_of_a_page_is_refused_and_the_page_named(admin: Client, tree: Tree, old: str) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp", title="Damp homes")
    assert "“Damp homes” is published at this address" in add(admin, old, "/tools/")
    page.unpublish()
    assert add(admin, old, "/tools/") == ""


def test_what_leads_back_is_refused(admin: Client) -> None:
    assert "lead back to where it begins" in add(admin, "/a", "/a/")
    Site.objects.update(hostname="library.example.org")
    assert "lead back to where it begins" in add(admin, "/a", "http://library.example.org/a")
    assert add(admin, "/a", "/b") == ""
    assert "lead back to where it begins" in add(admin, "/b", "/a")


def test_an_address_that_no_database_stores_decoded_is_taken_as_typed(admin: Client) -> None:
    assert add(admin, "/a%00b", "/c%00d?e=%00") == ""
    assert Redirect.objects.get().old_path == "/a%00b"


def test_an_address_is_taken_once_however_it_is_spelled(admin: Client) -> None:
    assert add(admin, "/old page", "/c") == ""
    assert "A redirect with this path already exists" in add(admin, "/old page", "/c")
    assert "A redirect from this address exists" in add(admin, "/old%20page", "/c")


def run_import(admin: Client, text: str) -> Any:
    file = SimpleUploadedFile("redirects.csv", text.encode(), content_type="text/csv")
    confirm = admin.post(reverse("wagtailredirects:start_import"), {"import_file": file})
    hidden = confirm.context["form"].initial
    data = {"from_index": "0", "to_index": "1", "permanent": "on", "site": "", **hidden}
    return admin.post(reverse("wagtailredirects:process_import"), data)


def test_a_file_is_imported_whole(admin: Client) -> None:
    response = run_import(admin, "from,to\n/one,/tools/\n\n/two,https://example.org/\n")
    assert response.status_code == 302
    assert list(Redirect.objects.order_by("pk").values_list("old_path", "redirect_link")) == [
        ("/one", "/tools/"),
        ("/two", "https://example.org/"),
    ]


def test_a_file_with_problems_leaves_nothing_and_names_each_line(admin: Client, tree: Tree) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, slug="damp", title="Damp homes")
    lines = ["from,to", "/one,/tools/", "/short", "/knowledge/damp,/tools/", "/one,/again/", "/bad,nowhere", "/empty,"]
    response = run_import(admin, "\n".join(lines))
    assert response.status_code == 200
    text = response.content.decode()
    for said in (
        "Line 3: it has 1 of 2 columns",
        "Line 4: “Damp homes” is published",
        "Line 5: ",
        "Line 6: Write",
        "Line 7: Choose",
    ):
        assert said in text, said
    assert Redirect.objects.count() == 0
