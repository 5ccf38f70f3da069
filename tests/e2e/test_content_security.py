"""The Content-Security-Policy in a real browser:
nothing that editors do is blocked, and no script that was slipped in runs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils.safestring import mark_safe
from PIL import Image
from selenium.common.exceptions import NoSuchFrameException
from selenium.webdriver.common.by import By
from wagtail import hooks
from wagtail.images import get_image_model

from cms.editors.roles import ADMINISTRATORS, set_up_roles
from tests.e2e.admin import Admin
from tests.support.tree import Tree

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-password-of-the-test"
SLIPPED_IN = mark_safe(
    "<script>window.ran = 'script'</script><img src=x onerror=\"window.ran = 'handler'\">"
    "<style>body { outline: 7px solid red }</style>"
    "<start-widget name='eval' arguments='[\"window.ran = 1\"]'></start-widget>"
)


@pytest.fixture
def editor(admin: Admin, tree: Tree) -> Iterator[Admin]:
    """An administrator in the admin. At the end nothing was blocked."""
    set_up_roles()
    user = get_user_model().objects.create_user("editor", "editor@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name=ADMINISTRATORS))
    admin.sign_in("editor", PASSWORD)
    yield admin
    assert admin.violations() == []


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A file to upload."""
    path = tmp_path / "ward.png"
    Image.new("RGB", (640, 400), "teal").save(path)
    return path


def test_a_page_is_written_with_every_kind_of_widget(editor: Admin, tree: Tree) -> None:
    driver = editor.driver
    editor.go(f"/admin/pages/add/events/eventpage/{tree.events.pk}/")
    editor.type("#id_title", "Housing and asthma")
    editor.type("#id_summary", "Looking at the wall before the inhaler.")
    for label in ("Text", "Table", "Resource link"):
        editor.open_picker("body")
        editor.choose_block(label)
        editor.until(lambda: not driver.find_elements(By.CSS_SELECTOR, ".w-combobox__option"))
    editor.find(".Draftail-Editor")
    editor.find(".handsontable")
    editor.click("[data-contentpath='body'] [data-chooser-action-choose]")
    editor.find(".modal-body .page-results, .modal-body .listing")
    editor.click(".modal [data-dismiss='modal']")
    editor.until(lambda: not driver.find_elements(By.CSS_SELECTOR, ".modal-backdrop"))
    editor.click("#id_start")
    editor.find(".xdsoft_datetimepicker .xdsoft_calendar")


def test_what_stands_for_a_draft_is_shown_in_its_frame(editor: Admin, tree: Tree) -> None:
    editor.go(f"/admin/pages/{tree.home.pk}/edit/")
    editor.click("[aria-label='Toggle preview']")
    editor.until(lambda: in_preview(editor, "No preview here"))


def in_preview(editor: Admin, words: str) -> bool:
    """Whether the preview panel's frame shows these words; leaves the frame again."""
    driver = editor.driver
    try:
        for panel in driver.find_elements(By.CSS_SELECTOR, "iframe[title='Preview']"):
            driver.switch_to.frame(panel)
            if words in driver.find_element(By.TAG_NAME, "body").text:
                return True
            driver.switch_to.default_content()
    except NoSuchFrameException:  # the panel has just replaced it
        return False
    finally:
        driver.switch_to.default_content()
    return False


def test_pictures_are_uploaded_and_cut(editor: Admin, picture: Path) -> None:
    editor.go("/admin/images/add/")
    editor.driver.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(picture))
    editor.click("main form [type='submit']")
    made = editor.until(lambda: get_image_model().objects.first())
    editor.go(f"/admin/images/{made.pk}/")
    editor.find(".focal-point-chooser img")
    editor.settle()


def test_the_other_forms_and_lists_open(editor: Admin) -> None:
    for path in (
        "/admin/workflows/add/", "/admin/searchpicks/add/", "/admin/reports/", "/admin/users/add/", "/admin/account/",
        "/admin/settings/core/sitesettings/", "/admin/search/try/", "/",
    ):  # fmt: skip
        editor.go(path)
        time.sleep(0.5)
        assert editor.violations() == [], path
    editor.go("/admin/workflows/add/")
    forms = "[id^='id_workflow_tasks-'][id$='-task-chooser']"
    before = len(editor.driver.find_elements(By.CSS_SELECTOR, forms))
    editor.click("#id_workflow_tasks-ADD")
    editor.until(lambda: len(editor.driver.find_elements(By.CSS_SELECTOR, forms)) == before + 1)


def test_the_explorer_opens_its_dialog(admin: Admin, tree: Tree, settings: Any) -> None:
    settings.GRAPHIQL_ENABLED = True
    admin.go("/graphql/")
    admin.click("[aria-label='Open settings dialog']")
    admin.find(".graphiql-dialog")
    assert admin.violations() == []


def test_what_was_slipped_in_does_not_run(editor: Admin) -> None:
    with hooks.register_temporarily("insert_global_admin_css", lambda: SLIPPED_IN):
        editor.go("/admin/")
        editor.find("main h1, #header-title")
    assert editor.driver.execute_script("return window.ran ?? null") is None
    assert "7px" not in editor.driver.execute_script("return getComputedStyle(document.body).outline")
    blocked = "\n".join(editor.violations())
    for what in ("script", "inline style", "event handler", "start-widget does not know eval"):
        assert what in blocked
