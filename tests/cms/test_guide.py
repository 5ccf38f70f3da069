"""The guide for editors stands in the admin, with its pictures."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client

from cms.editors.guide import pages


@pytest.mark.parametrize("name", sorted(pages()))
def test_every_page_of_the_guide_is_whole(volunteer: Client, name: str) -> None:
    shown = BeautifulSoup(volunteer.get(f"/admin/guide/{name}/").content, "html.parser").select_one(".guide")
    assert shown.find("h1")
    for picture in shown.find_all("img"):
        assert finders.find(picture["src"].removeprefix("/static/")), picture
        assert picture["alt"]
    for link in shown.find_all("a"):
        address = link["href"]
        if address.startswith("#"):
            assert shown.select_one(f"h2[id='{address[1:]}']"), address
        else:
            assert address.startswith("https://") or volunteer.get(address).status_code == 200
    assert bool(shown.select_one("nav")) == (len(shown.find_all("h2")) > 2)


def test_help_leads_to_our_guide_and_not_to_wagtails(volunteer: Client) -> None:
    home = volunteer.get("/admin/").content.decode()
    assert "/admin/guide/" in home
    assert "guide.wagtail.org" not in home
    assert "What's new in Wagtail" not in home


def test_there_is_no_other_page(volunteer: Client, client: Client) -> None:
    assert volunteer.get("/admin/guide/no-such/").status_code == 404
    assert client.get("/admin/guide/").status_code == 302, "not for strangers"
    assert {"README", "search"} <= pages()
