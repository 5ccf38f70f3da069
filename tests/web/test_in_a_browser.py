"""What the site does with JavaScript, in a real browser."""

from __future__ import annotations

import json
import re

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.support.patience import PATIENCE
from tests.web.browser import complaints, look, shelf_button
from tests.web.site import Site

# Without files of the site and pictures: those come as the page is scrolled, and the icon when the browser likes.
ASKED = """return performance.getEntriesByType('resource')
  .filter((one) => one.initiatorType !== 'img' && !one.name.includes('/static/')).map((one) => one.name)"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_somebody_finds_a_tool_on_a_phone(scripts: bool, site: Site, browser: Chrome) -> None:
    look(browser, 390)
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
    browser.get(site.url)
    browser.find_element(By.ID, "hero-search").send_keys("asking about money\n")
    browser.find_element(By.CSS_SELECTOR, ".narrow > summary").click()
    browser.find_element(By.CSS_SELECTOR, "input[value='TYPE:TOOL']").click()
    browser.find_element(By.CSS_SELECTOR, "form.facets button").click()
    chips = WebDriverWait(browser, PATIENCE).until(lambda _: browser.find_elements(By.CSS_SELECTOR, ".chip"))
    assert chips[0].text.endswith("Tool ×")
    first = browser.find_element(By.CSS_SELECTOR, ".results .card__title a")
    title = first.text
    first.click()
    assert browser.find_element(By.TAG_NAME, "h1").text == title
    assert complaints(browser, site) == []


def test_answers_to_questions_stay_on_the_device(site: Site, browser: Chrome) -> None:
    look(browser, 390)
    browser.get(f"{site.url}/tools/deep-social-history/")
    actions = browser.find_element(By.CSS_SELECTOR, ".questionnaire__actions")
    WebDriverWait(browser, PATIENCE).until(lambda _: actions.is_displayed())  # its script has come
    shelf_button(browser)  # and that of keeping
    asked_before = browser.execute_script(ASKED)
    form = browser.find_element(By.CSS_SELECTOR, "[data-questionnaire]")
    dependent = form.find_elements(By.CSS_SELECTOR, "[data-when]")
    assert dependent
    assert not dependent[0].is_displayed(), "its condition does not hold yet"
    condition = f"[name='{dependent[0].get_attribute('data-when')}'][value='{dependent[0].get_attribute('data-is')}']"
    browser.execute_script("arguments[0].click()", form.find_element(By.CSS_SELECTOR, condition))
    assert dependent[0].is_displayed()
    for field in form.find_elements(By.CSS_SELECTOR, "textarea, input[type=text]"):
        if field.is_displayed():
            field.send_keys("Nobody else reads this")
    assert browser.execute_script(ASKED) == asked_before
    kept = json.dumps(browser.execute_script("return [document.cookie, {...localStorage}, {...sessionStorage}]"))
    assert "Nobody else" not in kept
    assert complaints(browser, site) == []


def test_an_event_is_told_in_the_time_zone_of_its_reader_too(site: Site, browser: Chrome) -> None:
    browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "America/Toronto"})
    browser.get(f"{site.url}/events/whaminar-how-to-ask-about-money/")
    own = browser.find_element(By.CSS_SELECTOR, ".own-time")
    WebDriverWait(browser, PATIENCE).until(lambda _: own.is_displayed())
    there = browser.find_element(By.CSS_SELECTOR, ".event-facts time").text
    began, hour = there.split(", ")[1][:5], int(there.split(", ")[1][:2])
    assert "In your time zone:" in own.text
    # From when to when, and in words for the zone.
    assert f"{(hour - 5) % 24:02}:{began[3:]}" in own.text
    assert re.search(r"\d\d:\d\d.\d\d:\d\d Toronto Time$", own.text)
