"""What is kept on a device while a contribution is written, and who sees it there: nothing is said that is not so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import timezone
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from access.models import MemberToken
from community.contributions.models import Contribution, Upload
from tests.support.pictures import from_phone
from tests.support.tree import Tree
from tests.web.browser import at_work, look, until
from tests.web.site import Line, Site

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

FORM = "/contribute/article/"
SAID = "return document.querySelector('.contribution__state').textContent"
TAP = "document.querySelector('form[data-contribution]').requestSubmit()"
KEPT = """
const done = arguments[arguments.length - 1];
caches.match("/contribute/article/", { cacheName: "forms-1" }).then((found) => done(Boolean(found)));
"""


@pytest.fixture
def library(live_server: Any, tree: Tree) -> str:
    """A library with its indexes alone."""
    cache.clear()
    return str(live_server.url)


def sign_in(browser: Chrome, site: Site, name: str) -> Any:
    users = get_user_model().objects
    user = users.filter(username=name).first() or users.create_user(name, f"{name}@example.org", None)
    browser.delete_all_cookies()
    _, key = MemberToken.new(user, "The site", timezone.now() + timedelta(hours=1))
    browser.execute_cdp_cmd("Network.setCookie", {"name": "member", "value": key, "url": site.url, "httpOnly": True})


def opened(browser: Chrome, site: Site) -> None:
    browser.get(f"{site.url}{FORM}")
    until(browser, lambda one: one.find_elements(By.CSS_SELECTOR, "form[data-ready]"), "its script has not come")


def says(browser: Chrome, words: str) -> None:
    until(browser, lambda one: words in one.execute_script(SAID), f"{words}: {browser.execute_script(SAID)}")


def title(browser: Chrome) -> Any:
    return browser.find_element(By.ID, "title").get_attribute("value")


@pytest.mark.timeout(300)
def test_it_is_kept_without_a_network_and_sent_with_one(
    site: Site, browser: Chrome, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    port = urlsplit(site.url).port
    assert port is not None
    line = Line(port)
    away = Site(f"http://localhost:{line.port}")
    look(browser, 390)
    sign_in(browser, away, "ana")
    opened(browser, away)
    at_work(browser)
    until(browser, lambda one: one.execute_async_script(KEPT), "the form is not kept")
    line.cut()
    picture = tmp_path / "coat.jpg"
    picture.write_bytes(from_phone("JPEG"))
    browser.find_element(By.ID, "title").send_keys("Coats")
    browser.find_element(By.ID, "files").send_keys(str(picture))
    browser.find_element(By.ID, "shows").send_keys("A coat")
    says(browser, "Saved on this device")
    opened(browser, away)
    assert browser.execute_script("return document.getElementById('files').files[0].name") == "coat.jpg"
    assert (title(browser), "Not sent yet." in browser.execute_script(SAID)) == ("Coats", True)
    browser.find_element(By.ID, "summary").send_keys("Who has one.")
    browser.find_element(By.ID, "body").send_keys("Ask.")
    browser.execute_script(TAP)
    says(browser, "Not sent yet: no network.")
    assert Contribution.objects.count() == 0
    line.mend()
    browser.find_element(By.CSS_SELECTOR, "[data-do=now]").click()
    says(browser, "Sent, received")
    assert Contribution.objects.get().title == "Coats"
    assert Upload.objects.get().contribution == Contribution.objects.get()
    browser.get(f"{away.url}/contribute/")
    until(browser, lambda one: one.find_element(By.CSS_SELECTOR, "[data-kept-contributions]").is_displayed(), "no list")
    assert not browser.find_elements(By.CSS_SELECTOR, ".kept-contributions__one"), "it is no longer on the device"
    line.close()


@pytest.mark.timeout(300)
def test_another_member_neither_sees_nor_sends_it(site: Site, browser: Chrome) -> None:
    sign_in(browser, site, "ana")
    opened(browser, site)
    browser.find_element(By.ID, "title").send_keys("Of Ana")
    says(browser, "Saved on this device")
    sign_in(browser, site, "ben")
    opened(browser, site)
    assert title(browser) == ""
    [one] = browser.find_elements(By.CSS_SELECTOR, ".kept-contributions__one")
    assert "Another member has kept something on this device" in one.text
    assert "Of Ana" not in browser.page_source
    browser.execute_script("window.confirm = () => true")
    one.find_element(By.CSS_SELECTOR, "[data-do=remove]").click()
    gone = ".kept-contributions__one"
    until(browser, lambda driver: not driver.find_elements(By.CSS_SELECTOR, gone), "it is not deleted")
    assert Contribution.objects.count() == 0


@pytest.mark.timeout(300)
def test_a_second_tab_says_where_it_is_written(site: Site, browser: Chrome) -> None:
    sign_in(browser, site, "ana")
    opened(browser, site)
    browser.find_element(By.ID, "title").send_keys("In two tabs")
    says(browser, "Saved on this device")
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    opened(browser, site)
    says(browser, "You write this in another tab.")
    second = browser.current_window_handle
    browser.switch_to.window(first)
    browser.close()
    browser.switch_to.window(second)
    says(browser, "Saved on this device")
    assert title(browser) == "In two tabs"
