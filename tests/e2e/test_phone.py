"""The admin on a phone, in a real browser: lists can be read, and forms are in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from cms.editors.roles import ADMINISTRATORS, REVIEWERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import OrganisationFactory, PersonFactory
from content_types.taxonomy.models import Person
from tests.e2e.admin import Admin
from tests.support.tree import Tree

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
NARROWEST = """return Math.min(...[...document.querySelectorAll("table.listing tbody tr")].map(
  (row) => row.querySelector("td:not(.bulk-action-checkbox-cell)").clientWidth))"""
WIDTH = "return document.documentElement.scrollWidth"


def test_titles_in_lists_are_not_broken_into_letters(
    signed_in: Callable[[str], Admin], tree: Tree, subtests: pytest.Subtests
) -> None:
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Understanding intergenerational disadvantage")
    PersonFactory(role_title="Consultant paediatrician", organisation=OrganisationFactory(name="Children's Hospital"))
    admin = signed_in(ADMINISTRATORS)
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    for url in (
        reverse("wagtailadmin_explore", args=[tree.knowledge.pk]),
        reverse(Person.snippet_viewset.get_url_name("list")),
        reverse("wagtailusers_users:index"),
        reverse("wagtailadmin_reports:aging_pages"),
    ):
        with subtests.test(url=url):
            admin.go(url)
            admin.find("table.listing tbody tr")
            assert admin.driver.execute_script(NARROWEST) >= 140
            assert admin.driver.execute_script(WIDTH) <= PHONE["width"]


def test_a_panel_that_was_open_does_not_cover_the_next_form(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[KnowledgeArticlePageFactory(parent=tree.knowledge, live=False).pk])
    admin = signed_in(ADMINISTRATORS)
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    admin.go(edit)
    admin.click("[aria-label='Toggle status']")
    admin.find(".form-side--open")
    admin.go(edit)
    admin.find("#id_title")
    admin.until(
        lambda: not admin.driver.find_elements("css selector", ".form-side--initial")
    )  # what was kept is opened
    assert not admin.driver.find_elements("css selector", ".form-side--open")


def test_the_pages_of_the_search_fit(signed_in: Callable[[str], Admin], subtests: pytest.Subtests) -> None:
    admin = signed_in(ADMINISTRATORS)
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    for name in ("search_try", "search_report", "search_status"):
        with subtests.test(page=name):
            admin.go(reverse(name))
            admin.find("main h2, main h1")
            assert admin.driver.execute_script(WIDTH) <= PHONE["width"]
    admin.go(reverse("search_try"))
    place = admin.find("main input[name='query']").rect
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= PHONE["width"]


def test_the_buttons_below_a_form_are_in_sight_and_fit(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    page.save_revision()
    page.get_workflow().start(page, None)
    admin = signed_in(REVIEWERS)
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    for selector in ("footer [data-workflow-action-name='approve']", "footer .w-dropdown__toggle"):
        place = admin.find(selector).rect
        assert place["x"] + place["width"] <= PHONE["width"]
        assert place["y"] + place["height"] <= PHONE["height"]
