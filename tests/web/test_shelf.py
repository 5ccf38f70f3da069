"""Kept for the ward, in a real browser: without a network, brought up to date, within its bounds."""

from __future__ import annotations

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from wagtail.models import PageViewRestriction

from content_types.knowledge.models import KnowledgeArticlePage
from tests.web.browser import (
    at_work,
    fill,
    keep,
    kept,
    look,
    network,
    said,
    shelf_button,
    titles,
    until,
)
from tests.web.pages import MONEY
from tests.web.site import Line, Site

QUESTIONS, INJURY = "/tools/deep-social-history/", "/wellbeing/moral-injury/"
KEPT = "Kept. It can be read without a network from now on."

pytestmark = pytest.mark.browser


def money() -> KnowledgeArticlePage:
    return KnowledgeArticlePage.objects.get(slug="how-to-ask-about-money", locale__language_code="en-gb")


def on_the_shelf(browser: Chrome, site: Site, expected: list[str]) -> None:
    """Open the shelf, and wait until it lists these."""
    browser.get(f"{site.url}/shelf/")
    until(browser, lambda one: sorted(titles(one)) == sorted(expected), f"not {expected}")


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_what_is_kept_can_be_read_and_found_without_a_network(site: Site, browser: Chrome) -> None:
    look(browser, 390)
    browser.get(f"{site.url}/")
    at_work(browser)
    for path in (MONEY, QUESTIONS, INJURY):
        assert keep(browser, site, path) == KEPT
        assert shelf_button(browser).text == "Kept today: remove"
    names = {path: page["title"] for path, page in kept(browser).items()}
    assert list(names) == [MONEY, QUESTIONS, INJURY]
    network(browser, there=False)
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    for path, title in names.items():
        browser.get(f"{site.url}{path}")
        assert browser.find_element(By.TAG_NAME, "h1").text == title
        assert browser.find_element(By.ID, "offline").text.endswith("This page was kept on this device: today.")
        pictures = browser.execute_script("return [...document.images].map((one) => one.complete && one.naturalWidth)")
        assert len(pictures) >= 2
        assert all(pictures)
    assert browser.find_elements(By.CSS_SELECTOR, "main img[src^='/shelf/picture/images/']")
    on_the_shelf(browser, site, list(names.values()))
    assert browser.find_element(By.CSS_SELECTOR, ".count").text.startswith("3 of 100 pages, 0.")
    typed = browser.find_element(By.ID, "shelf-search")
    typed.send_keys("MÓRAL inj")
    until(browser, lambda one: titles(one) == [names[INJURY]], "accents, capitals and beginnings of words")
    typed.clear()
    typed.send_keys("money")
    until(browser, lambda one: titles(one)[:1] == [names[MONEY]], "first what has it in its title")
    assert names[QUESTIONS] in titles(browser), "then what has it in its text"
    browser.get(f"{site.url}/help-now/")
    assert "116 123" in browser.find_element(By.CSS_SELECTOR, "main").text
    browser.get(f"{site.url}/topics/")
    assert browser.find_element(By.TAG_NAME, "h1").text == "You are offline"
    ways = browser.find_elements(By.CSS_SELECTOR, "main .actions a")
    assert [one.get_attribute("href") for one in ways] == [f"{site.url}/shelf/", f"{site.url}/help-now/"]


def test_what_is_kept_looks_as_it_did_when_the_site_looks_otherwise_since(site: Site, browser: Chrome) -> None:
    browser.get(f"{site.url}/")
    at_work(browser)
    assert keep(browser, site, MONEY) == KEPT
    before = browser.execute_script("return getComputedStyle(document.querySelector('.site-header')).backgroundColor")
    # As a newer version of the worker does: it brings its own files, and clears those of the version before.
    gone = """
    const done = arguments[arguments.length - 1];
    caches.keys().then((all) => all.filter((one) => one.startsWith("site-")))
      .then((own) => Promise.all(own.map((one) => caches.delete(one)))).then(done);
    """
    assert browser.execute_async_script(gone) == [True]
    network(browser, there=False)
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    browser.get(f"{site.url}{MONEY}")
    assert browser.find_element(By.ID, "offline").is_displayed()
    after = browser.execute_script("return getComputedStyle(document.querySelector('.site-header')).backgroundColor")
    assert after == before == "rgb(15, 76, 79)"
    assert shelf_button(browser).text == "Kept today: remove", "its scripts are there too"


def test_what_was_withdrawn_leaves_the_shelf(site: Site, browser: Chrome) -> None:
    browser.get(f"{site.url}/")
    at_work(browser)
    for path in (MONEY, INJURY):
        assert keep(browser, site, path) == KEPT
    titles_kept = {path: page["title"] for path, page in kept(browser).items()}
    money().unpublish()
    on_the_shelf(browser, site, [titles_kept[INJURY]])
    until(browser, lambda one: one.find_element(By.CSS_SELECTOR, ".shelf__gone").is_displayed(), "it is not said")
    gone = browser.find_elements(By.CSS_SELECTOR, ".shelf__gone li")
    assert [one.text for one in gone] == [titles_kept[MONEY]]
    network(browser, there=False)
    browser.get(f"{site.url}{MONEY}")
    assert browser.find_element(By.TAG_NAME, "h1").text == "You are offline"


def test_what_is_private_now_leaves_the_shelf_and_what_changed_is_kept_anew(site: Site, browser: Chrome) -> None:
    for path in (MONEY, INJURY):
        assert keep(browser, site, path) == KEPT
    injury = kept(browser)[INJURY]["title"]
    article = money()
    article.title = "Written anew this minute"
    article.save_revision().publish()
    on_the_shelf(browser, site, ["Written anew this minute", injury])
    PageViewRestriction.objects.create(page=article, restriction_type="login")
    on_the_shelf(browser, site, [injury])
    assert list(kept(browser)) == [INJURY]


def test_a_page_that_moved_is_kept_at_its_new_address(site: Site, browser: Chrome) -> None:
    assert keep(browser, site, MONEY) == KEPT
    article = money()
    article.slug = "asking-about-money"
    article.save_revision().publish()
    browser.get(f"{site.url}/shelf/")
    until(browser, lambda one: list(kept(one)) == ["/knowledge/asking-about-money/"], "it is at the old one")


def test_what_is_not_for_everybody_is_not_kept(site: Site, browser: Chrome) -> None:
    browser.get(f"{site.url}{MONEY}")
    button = shelf_button(browser)
    PageViewRestriction.objects.create(page=money(), restriction_type="login")
    site.becomes(MONEY, "There is no page at this address")
    button.click()
    assert said(browser) == "Not kept: this page is not open to everybody."
    assert kept(browser) == {}


@pytest.mark.slow
def test_what_may_be_out_of_date_is_not_kept(site: Site, line: Line, browser: Chrome) -> None:
    browser.get(f"{site.url}{INJURY}")
    button = shelf_button(browser)
    line.cut()
    stale = site.becomes(INJURY, "The library cannot be reached just now. This is what was kept", within=90)
    assert stale.headers["cache-control"] == "no-store"
    button.click()
    assert said(browser).startswith("Not kept: the library cannot be reached just now.")
    assert kept(browser) == {}


@pytest.mark.parametrize(
    ("full", "words"),
    [
        ({f"/kept/{number}/": 10 for number in range(100)}, "Not kept: the shelf holds 100 pages at most."),
        ({"/kept/1/": 4_990_000}, "Not kept: all that is kept may take 5 MB at most."),
    ],
    ids=["100 pages", "5 MB"],
)
def test_the_shelf_has_bounds(full: dict[str, int], words: str, site: Site, browser: Chrome) -> None:
    browser.get(f"{site.url}{INJURY}")
    shelf_button(browser)
    fill(browser, full)
    shelf_button(browser).click()
    assert said(browser).startswith(words)
    assert list(kept(browser)) == list(full), "nothing is lost"
    fill(browser, dict(list(full.items())[1:]))
    shelf_button(browser).click()
    assert said(browser) == KEPT
    assert list(kept(browser)) == [*list(full)[1:], INJURY]


def test_a_device_without_room_says_so_and_loses_nothing(site: Site, browser: Chrome) -> None:
    assert keep(browser, site, MONEY) == KEPT
    browser.execute_cdp_cmd("Storage.overrideQuotaForOrigin", {"origin": site.url, "quotaSize": 1000})
    assert keep(browser, site, INJURY).startswith("Not kept: this device has no room left.")
    assert list(kept(browser)) == [MONEY]


def test_a_browser_that_keeps_nothing_says_so(site: Site, browser: Chrome) -> None:
    # As in private windows of some browsers, and where a site is not served safely.
    source = "Object.defineProperty(self, 'caches', { value: undefined })"
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    assert keep(browser, site, MONEY).startswith("This browser keeps nothing here")
    browser.get(f"{site.url}/shelf/")
    count = browser.find_element(By.CSS_SELECTOR, ".shelf .count")
    until(browser, lambda _: count.text.startswith("This browser keeps nothing here"), "it is not said")


def test_by_keyboard_alone(site: Site, browser: Chrome) -> None:
    look(browser, 1280)

    def press(*keys: str) -> None:
        ActionChains(browser).send_keys(*keys).perform()

    def tab_to(selector: str) -> None:
        for _ in range(80):
            press(Keys.TAB)
            if browser.execute_script("return document.activeElement.matches(arguments[0])", selector):
                return
        raise AssertionError(f"{selector} is not reached")

    browser.get(f"{site.url}{MONEY}")
    shelf_button(browser)
    tab_to(".keep button")
    press(Keys.ENTER)
    assert said(browser) == KEPT
    assert browser.execute_script("return document.activeElement.matches('.keep button')"), "focus stays"
    title = kept(browser)[MONEY]["title"]
    on_the_shelf(browser, site, [title])
    tab_to("#shelf-search")
    press("money")
    tab_to(".card__title a")
    tab_to(".shelf__remove button")
    assert browser.switch_to.active_element.get_property("textContent") == f"Remove: {title}"
    press(Keys.ENTER)
    until(browser, lambda one: titles(one) == [], "it is still there")
    assert browser.execute_script("return document.activeElement.id") == "shelf-search", "focus is not lost"
    assert kept(browser) == {}


def test_without_javascript_the_shelf_says_what_can_be_done_instead(site: Site, browser: Chrome) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.get(f"{site.url}/shelf/")
    assert "Keeping pages needs JavaScript" in browser.find_element(By.TAG_NAME, "main").text
    assert not browser.find_element(By.CSS_SELECTOR, ".shelf").is_displayed()
    browser.get(f"{site.url}{MONEY}")
    assert not browser.find_element(By.CSS_SELECTOR, ".keep").is_displayed()
    text = browser.find_element(By.LINK_TEXT, "Download as text").get_attribute("href")
    assert text == f"{site.url}{MONEY.rstrip('/')}.md"
    assert site.get(text).text.startswith("# ")
