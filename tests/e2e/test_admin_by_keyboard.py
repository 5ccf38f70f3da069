"""The admin without a mouse: Tab gets past every field, and what is typed is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from cms.editors.roles import ADMINISTRATORS, VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.e2e.admin import Admin
from tests.support.tree import Tree
from tests.support.written import LIST, TABLE, written_pages, written_person, written_settings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EDITOR = ".Draftail-Editor [role='textbox']"
CELL = "textarea.handsontableInput"
STORED = "return JSON.parse(document.querySelector(\"input[name='body-0-value-table']\").value).data"
FOCUS = "arguments[0].focus()"
WITHIN = "return !!document.activeElement.closest(arguments[0])"
SAME = "return arguments[0].contains(document.activeElement)"


def press(admin: Admin, *keys: str, held: str = "") -> None:
    """Press keys one after the other, each while another is held."""
    chain = ActionChains(admin.driver)
    for key in keys:
        chain = chain.key_down(held).send_keys(key).key_up(held) if held else chain.send_keys(key)
    chain.perform()


def forms(tree: Tree) -> Iterator[tuple[str, str]]:
    """Every form of the admin with rich text in it: a page of each type, a person, the site's settings."""
    for name, page in written_pages(tree).items():
        yield name, reverse("wagtailadmin_pages:edit", args=[page.pk])
    person = written_person()
    yield "person", reverse(type(person).snippet_viewset.get_url_name("edit"), args=[person.pk])
    yield "settings", reverse("wagtailsettings:edit", args=["core", "librarysettings", written_settings(tree).site_id])


@pytest.mark.slow
def test_tab_leaves_every_rich_text(signed_in: Callable[[str], Admin], tree: Tree, subtests: pytest.Subtests) -> None:
    admin = signed_in(ADMINISTRATORS)
    for name, url in forms(tree):
        admin.go(url)
        admin.until(lambda: admin.driver.find_elements(By.CSS_SELECTOR, EDITOR))
        editors = [one for one in admin.driver.find_elements(By.CSS_SELECTOR, EDITOR) if one.is_displayed()]
        assert editors, f"{name} shows no rich text"
        for number, editor in enumerate(editors):
            with subtests.test(form=name, editor=number):
                for held in ("", Keys.SHIFT):
                    admin.driver.execute_script(FOCUS, editor)
                    press(admin, Keys.TAB, held=held)
                    assert not admin.driver.execute_script(SAME, editor), "Tab stays in the rich text"
                assert editor.text.split() == ["First", "Second"]
                assert editor.accessible_name not in ("", "Text")


@pytest.mark.slow
def test_the_keys_of_a_rich_text_are_told(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(VOLUNTEERS)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[("rich_text", LIST)])
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    editor = admin.find(EDITOR)
    admin.driver.execute_script(FOCUS, editor)
    hints = [admin.driver.find_element(By.ID, one) for one in editor.get_attribute("aria-describedby").split()]
    told = [one.text for one in hints if one.is_displayed()]
    assert told == ["Tab goes to the next field. In a list, Ctrl + ] sets an item in and Ctrl + [ sets it out."]


@pytest.mark.slow
def test_an_item_of_a_list_is_set_in_and_out_by_keys(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(VOLUNTEERS)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[("rich_text", LIST)])
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    admin.driver.execute_script(FOCUS, admin.find(EDITOR))
    press(admin, Keys.END, held=Keys.CONTROL)
    depth = "return document.querySelectorAll('li.public-DraftStyleDefault-depth1').length"
    press(admin, "]", held=Keys.CONTROL)
    assert admin.until(lambda: admin.driver.execute_script(depth) == 1)
    press(admin, "[", held=Keys.CONTROL)
    assert admin.until(lambda: admin.driver.execute_script(depth) == 0)


@pytest.mark.slow
class TestTables:
    @pytest.fixture
    def table(self, signed_in: Callable[[str], Admin], tree: Tree) -> Admin:
        admin = signed_in(VOLUNTEERS)
        body = [("table", {"caption": "Who can help", "table": TABLE})]
        page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=body)
        admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        admin.driver.execute_script(FOCUS, admin.find("[id$='-handsontable-col-caption']"))
        press(admin, Keys.TAB)
        admin.until(lambda: within(admin, CELL))
        return admin

    def test_what_is_typed_in_a_cell_is_kept(self, table: Admin) -> None:
        press(table, "Want", Keys.ARROW_RIGHT, "Whom", Keys.TAB)
        assert table.driver.execute_script(STORED) == [["Want", "Whom"], ["Food", "Open Door"]]

    def test_tab_leaves_in_both_directions(self, table: Admin) -> None:
        press(table, Keys.TAB)
        assert not within(table, ".handsontable")
        press(table, Keys.TAB, held=Keys.SHIFT)
        table.until(lambda: within(table, CELL))
        press(table, Keys.TAB, held=Keys.SHIFT)
        assert within(table, "[id$='-handsontable-col-caption']")

    def test_a_row_is_added(self, table: Admin) -> None:
        press(table, Keys.F10, held=Keys.SHIFT)
        press(table, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
        assert table.driver.execute_script(STORED) == [["Need", "Who"], [None, None], ["Food", "Open Door"]]

    def test_a_cell_says_where_it_is(self, table: Admin) -> None:
        press(table, Keys.ARROW_DOWN)
        assert table.driver.switch_to.active_element.accessible_name == "Row 2, column 1: Food"


def within(admin: Admin, selector: str) -> bool:
    """Whether the focus is in what a CSS selector names."""
    return bool(admin.driver.execute_script(WITHIN, selector))


def test_save_is_reached_and_saves(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(VOLUNTEERS)
    page = KnowledgeArticlePageFactory(
        parent=tree.knowledge, body=[("rich_text", LIST), ("table", {"caption": "Who", "table": TABLE})], live=False
    )
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    admin.driver.execute_script(FOCUS, admin.find("#id_summary"))
    press(admin, " More words.")
    for _ in range(60):
        press(admin, Keys.TAB)
        if within(admin, "button.action-save"):
            break
    assert within(admin, "button.action-save")
    press(admin, Keys.ENTER)
    admin.until(lambda: admin.driver.find_elements(By.CSS_SELECTOR, ".messages .success"))
    page.refresh_from_db()
    assert json.loads(page.latest_revision.content["body"])[1]["value"]["table"]["data"] == TABLE["data"]
    assert "More words." in page.latest_revision.content["summary"]
