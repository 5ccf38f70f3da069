"""What people do in the admin, as steps of a browser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchFrameException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.patience import PATIENCE

NUDGES, NUDGE = 5, 12  # of so many seconds
PASSWORD = "a-password-of-the-test"  # of everybody who signs in


class Admin:
    """A browser in the admin of a site."""

    def __init__(self, driver: Any, base_url: str) -> None:
        self.driver = driver
        self.base_url = base_url.rstrip("/")
        self.taps = 0  # what was pressed, and the fields that were written into

    @contextmanager
    def at_most(self, taps: int) -> Iterator[None]:
        """No more is tapped than this; tells how often one does, and how long it takes."""
        before, began = self.taps, time.monotonic()
        yield
        done = self.taps - before
        print(f"{done} taps, {time.monotonic() - began:.1f} s")  # noqa: T201 - for who looks with -s
        assert done <= taps

    def go(self, path: str) -> None:
        self.driver.get(f"{self.base_url}{path}")

    def until(self, condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Wait for something to be true, and give it."""
        # The last two: what was there a moment ago is being replaced, such as the frame of a preview.
        ignored = (
            *(ElementNotInteractableException, ElementClickInterceptedException),
            *(StaleElementReferenceException, NoSuchFrameException),
        )
        return WebDriverWait(self.driver, seconds, ignored_exceptions=ignored).until(lambda _: condition())

    def find(self, selector: str) -> WebElement:
        """The first visible element of this CSS selector, once it is there."""

        def visible() -> WebElement | None:
            found = self.driver.find_elements(By.CSS_SELECTOR, selector)
            return next((element for element in found if element.is_displayed()), None)

        element: WebElement = self.until(visible)
        return element

    def reads(self, selector: str, words: str) -> None:
        """Wait until the first visible element of this selector says these words; it may be replaced meanwhile."""
        self.until(lambda: words in self.find(selector).text)

    def click(self, selector: str) -> None:
        """Click the first visible element of this CSS selector."""
        self._press(lambda: self.find(selector))

    def click_words(self, selector: str, words: str) -> None:
        """Click the first visible element of this selector that says these words."""
        self._press(lambda: self._saying(selector, words))

    def _saying(self, selector: str, words: str) -> WebElement | None:
        for element in self.driver.find_elements(By.CSS_SELECTOR, selector):
            if words in element.text and element.is_displayed():
                return element
        return None

    def _press(self, finding: Callable[[], WebElement | None]) -> None:
        def press() -> bool:
            element = finding()
            if element is None:
                return False
            # The admin scrolls smoothly and has a bar at the bottom:
            # in the middle, and again until nothing is in the way.
            self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element)
            element.click()
            return True

        self.until(press)
        self.taps += 1

    def show(self, selector: str) -> None:
        """Bring an element near the top of the window."""
        script = "arguments[0].style.scrollMarginTop = '230px'; arguments[0].scrollIntoView({behavior: 'instant'})"
        self.driver.execute_script(script, self.find(selector))

    def type(self, selector: str, text: str) -> None:
        """Write into a field that is empty afterwards but for this text."""

        def write() -> bool:
            element = self.find(selector)
            element.clear()
            element.send_keys(text)
            return True

        self.until(write)
        self.taps += 1

    def violations(self) -> list[str]:
        """What the Content-Security-Policy blocked since this was asked last, and what failed with it."""
        said = [entry["message"] for entry in self.driver.get_log("browser")]
        return [one for one in said if "Content Security Policy" in one or "Uncaught" in one]

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        self.go("/admin/login/")
        self.type("#id_username", username)
        self.type("#id_password", password)
        self.click("button[type=submit]")
        self.find(".w-sidebar, [data-wagtail-sidebar]")
        self.find("main h1, #header-title")

    def sign_out(self) -> None:
        self.driver.delete_all_cookies()

    def open_picker(self, field: str) -> None:
        """Open the block picker of a stream."""
        self.click(f"[data-contentpath='{field}'] .c-sf-add-button")
        self.find(".w-combobox__option, [role=option]")

    def show_block(self, label: str) -> None:
        """Open the preview of a block in the open picker."""
        row = f"//*[contains(@class, 'w-combobox__option-row')][.//*[text()='{label}']]"
        self.driver.find_element(By.XPATH, f"{row}//button[@aria-label='Preview']").click()
        self.find(".w-combobox-preview__iframe")

    def choose_block(self, label: str) -> None:
        """Choose a block of the open picker."""
        self._press(lambda: self._option(label))

    def _option(self, label: str) -> WebElement | None:
        options = self.driver.find_elements(By.CSS_SELECTOR, ".w-combobox__option, [role=option]")
        return next((one for one in options if one.text.strip().startswith(label) and one.is_displayed()), None)

    def go_on_writing_until(self, condition: Callable[[], Any]) -> None:
        """Wait for what the admin does of its own after a change: one that is made while the form is being looked at
        is saved with the next one. People go on writing."""
        for _ in range(NUDGES):
            try:
                self.until(condition, NUDGE)
                break
            except TimeoutException:
                self.find("#id_summary").send_keys(" ")
        else:
            self.until(condition)

    def saved(self) -> None:
        """Wait until the admin has saved a new page of its own:
        sent before that, the form makes the page a second time."""
        self.go_on_writing_until(lambda: self.driver.current_url.endswith("/edit/"))
        self.until(lambda: not self.driver.find_elements(By.CSS_SELECTOR, "[data-w-autosave-state-value='saving']"))

    def delete_draft(self) -> None:
        """Delete the page that is being edited, once the admin has saved it of its own."""
        self.saved()
        self.driver.get(self.driver.current_url.replace("/edit/", "/delete/"))
        self.click("main form [type=submit]")
        self.until(lambda: "/delete/" not in self.driver.current_url)

    def settle(self, seconds: float = 1.0) -> None:
        """Let animations and fonts come to rest before a picture is taken."""
        time.sleep(seconds)
