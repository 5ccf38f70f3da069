"""The steps of translating a page side by side, as the editors' guide tells them."""

from __future__ import annotations

from collections.abc import Callable

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.e2e.admin import Admin

TEXTS = ".js-translation-editor li:has(> h3)"


def start(admin: Admin, edit_path: str, before_it_starts: Callable[[], None] = lambda: None) -> None:
    """From the page's form to its translation: *Actions*, *Translate this page*, the first language."""
    admin.go(edit_path)
    admin.click("button[aria-label='Actions']")
    admin.click_words("a", "Translate this page")
    admin.click("fieldset.languages label")
    before_it_starts()
    admin.click("main [type='submit']")
    admin.find(TEXTS)


def texts(admin: Admin, field: str) -> list[WebElement]:
    """The texts of a field that stand in the tab that is open."""
    found = admin.driver.find_elements(By.CSS_SELECTOR, TEXTS)
    return [one for one in found if one.is_displayed() and one.find_element(By.TAG_NAME, "h3").text == field]


def open_box(admin: Admin, field: str) -> None:
    """Open the box of a text."""
    box = admin.until(lambda: texts(admin, field))[0]
    button = next(one for one in box.find_elements(By.TAG_NAME, "button") if one.text in ("Translate", "Edit"))
    admin.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
    button.click()
    admin.find(f"{TEXTS} textarea")


def write(admin: Admin, field: str, words: str) -> None:
    """Translate a text, and wait until it is saved."""
    open_box(admin, field)
    admin.find(f"{TEXTS} textarea").send_keys(words)
    admin.click_words(f"{TEXTS} button", "Save")
    admin.until(
        lambda: (
            words in texts(admin, field)[0].text and not texts(admin, field)[0].find_elements(By.TAG_NAME, "textarea")
        )
    )


def publish(admin: Admin) -> None:
    """Press *Publish*."""
    admin.click("footer button[name='action'][value='publish']")
