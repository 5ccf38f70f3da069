"""Questionnaires and worksheets, filled in on the device."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.support.hl7 import errors
from tests.support.patience import PATIENCE
from tests.web.browser import at_work, keep, look, network
from tests.web.site import Site

pytestmark = pytest.mark.browser
QUESTIONNAIRE, CASE = "/tools/deep-social-history/", "/tools/community-health-worker-business-case/"
SAVED = "deep-social-history.response.fhir.json"
SHOWN = """return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility())
  .map((one) => one.innerText.trim())"""
PARTS = """return [...document.querySelectorAll(".resource > *")].filter((one) => one.checkVisibility())
  .map((one) => one.className)"""
CLIPBOARD = "navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }"


@pytest.fixture
def browser(browser: Chrome) -> Chrome:
    """A phone."""
    look(browser, 390)
    return browser


@pytest.fixture
def waits(browser: Chrome) -> Callable[[Callable[[], Any]], Any]:
    """Waits until something holds."""
    return lambda check: WebDriverWait(browser, PATIENCE).until(lambda _: check())


def ready(browser: Chrome, url: str, form: str) -> None:
    """The page, once the script of its form has come."""
    browser.get(url)
    button = browser.find_element(By.CSS_SELECTOR, f"{form} [data-do=print]")
    WebDriverWait(browser, PATIENCE).until(lambda _: button.is_displayed())


def shown(browser: Chrome) -> list[str]:
    """The questions that are to be seen."""
    texts: list[str] = browser.execute_script(SHOWN, ".question__text")
    return texts


def press(browser: Chrome, name: str) -> None:
    """A button of the form, by the keyboard."""
    browser.find_element(By.CSS_SELECTOR, f"[data-do={name}]").send_keys(Keys.ENTER)


def answer(browser: Chrome) -> None:
    """Give every question that is asked its first answer."""
    for question in browser.find_elements(By.CSS_SELECTOR, "[data-item]"):
        field = question.find_elements(By.CSS_SELECTOR, ":scope > fieldset :is(input, textarea)")
        if not field or not question.is_displayed():
            continue
        if field[0].get_attribute("type") in {"radio", "checkbox"}:
            field[0].send_keys(Keys.SPACE)
        else:
            field[0].send_keys("7" if field[0].get_attribute("type") == "number" else "As they said it")


def test_one_question_at_a_time_by_the_keyboard_alone(site: Site, browser: Chrome) -> None:
    ready(browser, f"{site.url}{QUESTIONNAIRE}", ".questionnaire")
    everything = shown(browser)
    assert len(everything) > 10
    press(browser, "single")
    seen = []
    while browser.find_element(By.CSS_SELECTOR, ".questionnaire__steps").is_displayed():
        focused = browser.switch_to.active_element
        seen.append(focused.text)
        assert seen[-1] in shown(browser)
        assert len(browser.execute_script(SHOWN, ".questionnaire fieldset")) <= 1
        assert f"Question {len(seen)} of " in browser.find_element(By.CSS_SELECTOR, ".questionnaire__progress").text
        press(browser, "next")
        assert len(seen) < 100
    assert set(seen) <= set(everything)
    assert len(seen) == len(set(seen)) > 10
    assert shown(browser) == everything
    press(browser, "single")
    press(browser, "next")
    press(browser, "back")
    assert browser.switch_to.active_element.text == seen[0]


def test_an_answer_that_opens_a_question_makes_it_the_next(site: Site, browser: Chrome) -> None:
    ready(browser, f"{site.url}{QUESTIONNAIRE}", ".questionnaire")
    dependent = browser.find_element(By.CSS_SELECTOR, "[data-when]")
    before = browser.find_element(By.CSS_SELECTOR, f"[data-item='{dependent.get_attribute('data-when')}']")
    text = before.find_element(By.CSS_SELECTOR, ".question__text").text
    press(browser, "single")
    while browser.switch_to.active_element.text != text:
        press(browser, "next")
    before.find_element(By.CSS_SELECTOR, f"[value='{dependent.get_attribute('data-is')}']").send_keys(Keys.SPACE)
    steps = []
    while len(steps) < 4 and not dependent.is_displayed():
        press(browser, "next")
        steps.append(browser.switch_to.active_element.text)
    assert dependent.find_element(By.CSS_SELECTOR, ".question__text").text == steps[-1]


def test_the_answers_are_copied_as_text(site: Site, browser: Chrome, waits: Any) -> None:
    ready(browser, f"{site.url}{QUESTIONNAIRE}", ".questionnaire")
    browser.execute_script(CLIPBOARD)
    answer(browser)
    press(browser, "copy")
    copied = waits(lambda: browser.execute_script("return window.copied"))
    assert copied.startswith("The deep social history\n")
    assert "\n  As they said it" in copied
    assert copied.count("\n  ") > 10
    waits(lambda: "Copied" in browser.find_element(By.CSS_SELECTOR, ".questionnaire__actions [role=status]").text)
    press(browser, "clear")
    press(browser, "copy")
    waits(lambda: browser.execute_script("return window.copied").count("\n  ") == 0)


def test_what_is_printed_is_the_questions(site: Site, browser: Chrome) -> None:
    ready(browser, f"{site.url}{QUESTIONNAIRE}", ".questionnaire")
    everything = shown(browser)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert browser.execute_script(PARTS) == ["resource__header", "questionnaire"]
    assert shown(browser) == everything
    assert browser.execute_script(SHOWN, ".questionnaire__head span") == ["With:", "Date:", "Asked by:"]


def saved_response(browser: Chrome, waits: Any, folder: Path) -> dict[str, Any]:
    """What the button for FHIR puts among the downloads."""
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})
    press(browser, "save")
    saved = folder / SAVED
    waits(saved.exists)
    response: dict[str, Any] = json.loads(waits(saved.read_text))
    return response


def test_a_kept_questionnaire_is_saved_as_fhir_without_a_network(
    site: Site, browser: Chrome, waits: Any, tmp_path: Path
) -> None:
    ready(browser, f"{site.url}{QUESTIONNAIRE}", ".questionnaire")
    answer(browser)
    asked = saved_response(browser, waits, tmp_path / "asked")
    at_work(browser)
    keep(browser, site, QUESTIONNAIRE)
    network(browser, there=False)
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    ready(browser, f"{site.url}{QUESTIONNAIRE}", ".questionnaire")
    answer(browser)
    alone = saved_response(browser, waits, tmp_path / "alone")
    assert alone.pop("authored") > asked.pop("authored")
    assert alone == asked
    assert len(alone["item"]) > 3


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(shutil.which("mvn") is None, reason="needs Maven: apt-get install maven")
def test_what_is_saved_is_a_response_that_hl7_takes(site: Site, browser: Chrome, waits: Any, tmp_path: Path) -> None:
    ready(browser, f"{site.url}{QUESTIONNAIRE}", ".questionnaire")
    answer(browser)
    response = saved_response(browser, waits, tmp_path)
    given = browser.execute_script("return document.querySelectorAll('.questionnaire input:checked').length")
    assert json.dumps(response).count('"valueCoding"') + json.dumps(response).count('"valueBoolean"') == given > 5
    assert response["status"] == "completed"
    source = site.get(f"{QUESTIONNAIRE}questionnaire.fhir.json").text
    assert response["questionnaire"].split("|")[0] == json.loads(source)["url"]
    (tmp_path / "source.questionnaire.json").write_text(source, encoding="utf-8")
    wrong = json.loads(json.dumps(response))
    wrong["item"][0]["linkId"] = "nothing-of-this-name"
    (tmp_path / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
    found = errors(tmp_path)
    assert found.pop("wrong.json"), "the validator holds it against its questionnaire"
    assert found == {"source.questionnaire.json": [], SAVED: []}


def test_the_library_away_loses_no_answer(site: Site, browser: Chrome, waits: Any, line: Any) -> None:
    ready(browser, f"{site.url}{QUESTIONNAIRE}", ".questionnaire")
    answer(browser)
    line.cut()
    press(browser, "save")
    waits(lambda: "still here" in browser.find_element(By.CSS_SELECTOR, ".questionnaire__actions [role=status]").text)
    assert browser.execute_script("return document.querySelectorAll('.questionnaire input:checked').length") > 5


def test_a_worksheet_adds_up_ones_own_figures(site: Site, browser: Chrome, waits: Any) -> None:
    ready(browser, f"{site.url}{CASE}", ".worksheet")
    browser.execute_script(CLIPBOARD)
    row = browser.find_element(By.XPATH, "//output[@data-sum='yearly']/ancestor::tr")
    here = row.find_element(By.CSS_SELECTOR, ".figure").text
    sums = {one.get_attribute("data-sum"): one for one in browser.find_elements(By.CSS_SELECTOR, "output")}
    assert sums["yearly"].text == here.removeprefix("Here: ")
    for field in browser.find_elements(By.CSS_SELECTOR, ".worksheet input[type=number]"):
        field.clear()
        field.send_keys("10.50")
    counts = {times: len(browser.find_elements(By.CSS_SELECTOR, f"[data-times='{times}']")) for times in (0, 1, 12)}
    assert all(counts.values())
    assert float(sums["yearly"].text.replace(",", "")) == 10.5 * counts[1] + 126 * counts[12]
    assert float(sums["once"].text) == 10.5 * counts[0]
    browser.find_element(By.CSS_SELECTOR, ".worksheet input[type=text]").send_keys("39%")
    browser.find_element(By.CSS_SELECTOR, ".worksheet [data-do=copy]").send_keys(Keys.ENTER)
    copied = waits(lambda: browser.execute_script("return window.copied"))
    assert ": 39%\n" in copied
    assert f"Every year: {sums['yearly'].text} £" in copied
