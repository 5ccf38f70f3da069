"""What a page costs a phone: bytes, and text that moves while it is read."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver import Chrome

from tests.web.browser import look
from tests.web.site import Site

# A page of each template.
PAGES = (
    "/", "/tools/", "/events/?view=calendar", "/search/?q=money", "/topics/housing/", "/people/amina-okafor/", "/map/",
    "/knowledge/how-to-ask-about-money/", "/tools/deep-social-history/", "/wellbeing/moral-injury/",
    "/tools/community-health-worker-business-case/", "/events/whaminar-how-to-ask-about-money/", "/shelf/",
    "/contribute/", "/contribute/questionnaire/",
)  # fmt: skip
MOST = 30_000  # bytes as they travel, headers of answers included, before pictures
ROUND_TRIP, SPEED = 0.4, 50_000  # seconds, bytes a second: a ward's corner
TO_PAINT = 2.5  # seconds
LONGEST = {"/tools/deep-social-history/": 34_000}  # 39 questions and the script that asks them
MOVED = """
const done = arguments[arguments.length - 1];
let moved = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) moved += one.value; })
  .observe({ type: "layout-shift", buffered: true });
const bottom = document.documentElement.scrollHeight;
scrollTo(0, bottom / 2);
requestAnimationFrame(() => requestAnimationFrame(() => { scrollTo(0, bottom); setTimeout(() => done(moved), 300); }));
"""
# Without what a script keeps for later: it comes from the browser's own cache, but here, where there is none.
BYTES = """
const entries = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
return entries.filter((one) => !["img", "icon", "fetch"].includes(one.initiatorType) && !/[.]svg$/.test(one.name))
  .map((one) => [one.name, one.transferSize, one.renderBlockingStatus]);
"""

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_every_page_is_small_and_stands_still(site: Site, browser: Chrome, subtests: pytest.Subtests) -> None:
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    browser.execute_cdp_cmd("Network.setBypassServiceWorker", {"bypass": True})
    look(browser, 390)
    for path in PAGES:
        with subtests.test(page=path):
            browser.get(f"{site.url}{path}")
            moved: float = browser.execute_async_script(MOVED)
            came: list[Any] = browser.execute_script(BYTES)
            assert len(came) >= 3, "the page, its style, its script"
            assert all(size > 0 for _, size, _ in came), came
            assert sum(size for _, size, _ in came) <= LONGEST.get(path, MOST), came
            blocking = [(url, size) for url, size, status in came if status == "blocking"]
            assert [url.rpartition("/")[2] for url, _ in blocking] == ["site.css"], "nothing else is waited for"
            # A trip to connect, one for the page, one for its style; the page may be painted when both are there.
            assert 3 * ROUND_TRIP + (came[0][1] + blocking[0][1]) / SPEED <= TO_PAINT
            assert moved < 0.02
