"""The API explorer in a real browser: its examples, by keyboard, and on a phone."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from graphql_api.http.examples import EXAMPLES
from tests.e2e.admin import Admin
from tests.support.patience import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
TOP = "arguments[0].scrollIntoView({block: 'center'})"


class Explorer:
    """GraphiQL as somebody uses it."""

    def __init__(self, admin: Admin) -> None:
        self.driver = admin.driver
        admin.go("/graphql/")
        self.wait(lambda: self.text(".graphiql-query-editor"))

    def wait(self, what: Any) -> Any:
        """What a call gives once it gives something; TimeoutException after twenty seconds."""
        return WebDriverWait(self.driver, PATIENCE).until(lambda driver: what())

    def text(self, where: str) -> str:
        """What an editor holds; empty where it is not there yet."""
        script = "return document.querySelector(arguments[0] + ' .CodeMirror')?.CodeMirror.getValue() ?? ''"
        return str(self.driver.execute_script(script, where))

    def operation(self) -> str:
        """The name of the operation that the button would run."""
        script = "return document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.operationName ?? '-'"
        return str(self.driver.execute_script(script))

    def choose(self, name: str) -> None:
        """Choose an example in the bar."""
        Select(self.driver.find_element(By.ID, "graphiql-example")).select_by_visible_text(name)
        words = next(one["query"] for one in EXAMPLES if one["name"] == name)
        self.wait(lambda: self.text(".graphiql-query-editor") == words)
        # GraphiQL looks for the operation's name a tenth of a second later; a driver may press its button before that.
        self.wait(lambda: re.search(rf"^query {self.operation()}\b", words, re.MULTILINE))

    def run(self) -> dict[str, Any]:
        """Press the button, and give the answer."""
        button = self.driver.find_element(By.CSS_SELECTOR, ".graphiql-execute-button")
        self.driver.execute_script(TOP, button)
        button.click()
        answer: dict[str, Any] = json.loads(self.wait(lambda: self.text(".graphiql-response")))
        return answer

    def focused(self) -> str:
        """The name of what has the focus."""
        return str(self.driver.execute_script("return document.activeElement.getAttribute('aria-label') ?? ''"))

    def width(self, where: str) -> int:
        """Pixels."""
        return int(self.driver.find_element(By.CSS_SELECTOR, where).size["width"])


@pytest.fixture
def explorer(admin: Admin, tree: Any, settings: Any) -> Explorer:
    """The explorer of an empty library."""
    settings.GRAPHIQL_ENABLED = True
    return Explorer(admin)


def test_an_example_is_chosen_run_and_brought_back(explorer: Explorer) -> None:
    tabs = explorer.driver.find_elements(By.CSS_SELECTOR, ".graphiql-tab")
    assert len(tabs) == len(EXAMPLES)
    explorer.choose("Routing")
    assert '"/letters/housing/"' in explorer.text(".graphiql-editor-tool")
    assert explorer.run()["data"]["nothing"]["status"] == "NOT_FOUND"
    close = explorer.driver.find_element(By.CSS_SELECTOR, ".graphiql-tab-active .graphiql-tab-close")
    close.click()
    explorer.wait(lambda: len(explorer.driver.find_elements(By.CSS_SELECTOR, ".graphiql-tab")) == len(EXAMPLES) - 1)
    explorer.choose("Routing")
    assert '"/letters/housing/"' in explorer.text(".graphiql-editor-tool")
    assert "errors" not in explorer.run()


def test_the_keyboard_gets_into_an_editor_and_out_of_it(explorer: Explorer) -> None:
    explorer.driver.find_element(By.CSS_SELECTOR, ".graphiql-query-editor .CodeMirror").click()
    assert explorer.focused() == "Query Editor"
    before = explorer.text(".graphiql-query-editor")
    ActionChains(explorer.driver).send_keys(Keys.TAB).perform()
    assert explorer.focused().startswith("Execute")
    ActionChains(explorer.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
    assert explorer.focused() == "Query Editor"
    assert explorer.text(".graphiql-query-editor") == before


def test_a_phone_shows_query_and_answer_one_below_the_other(admin: Admin, tree: Any, settings: Any) -> None:
    settings.GRAPHIQL_ENABLED = True
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    explorer = Explorer(admin)
    explorer.choose("Next page")
    assert explorer.run()["data"]["tools"]["nodes"] == []
    assert min(explorer.width(".graphiql-editors"), explorer.width(".graphiql-response")) > 330
    assert explorer.driver.execute_script("return document.documentElement.scrollWidth") == PHONE["width"]
