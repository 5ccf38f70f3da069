"""What tests of the site do with a browser: looks, the network, what is kept for the ward."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.clients.node import installed_modules
from tests.support.patience import PATIENCE
from tests.web.site import Site

WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What is cut off, or lies upon other text. Fields show a part of what is in them; heads of worksheets are for the ear.
CRAMPED = """
const found = [], shown = (one, also) => one.checkVisibility() && !one.closest(`.hidden, .skip-link, svg, ${also}`);
for (const one of document.querySelectorAll("body *")) {
  const style = getComputedStyle(one);
  if (style.display === "inline" || !one.clientWidth || !shown(one, "input")) continue;
  const cuts = (overflow, all, seen) => ["hidden", "clip"].includes(overflow) && all > seen + 2;
  const wide = cuts(style.overflowX, one.scrollWidth, one.clientWidth);
  const high = cuts(style.overflowY, one.scrollHeight, one.clientHeight);
  if (wide || high) found.push(`cut off: ${one.outerHTML.slice(0, 160)}`);
}
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), boxes = [];
while (texts.nextNode()) {
  const text = texts.currentNode, range = document.createRange();
  if (!text.data.trim() || !shown(text.parentElement, "option, .worksheet thead")) continue;
  range.selectNodeContents(text);
  for (const box of range.getClientRects()) boxes.push([box, text]);
}
for (const [at, [one, text]] of boxes.entries()) for (const [other, upon] of boxes.slice(at + 1)) {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  if (text !== upon && width > 3 && height > 6) found.push(`${text.data.trim()} upon ${upon.data.trim()}`);
}
return found;
"""
MOVING = """
return [...document.querySelectorAll("*")].filter((one) => {
  const style = getComputedStyle(one);
  return style.transitionDuration !== "0s" || style.animationName !== "none" || style.scrollBehavior !== "auto";
}).map((one) => one.outerHTML.slice(0, 160));
"""
AXE = """
const done = arguments[arguments.length - 1];
const rules = { "color-contrast": { enabled: !matchMedia("(forced-colors: active)").matches } };
axe.run(document, { resultTypes: ["violations"], rules }).then((found) => done(found.violations
  .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)));
"""
WORKER = """
const done = arguments[arguments.length - 1];
const taken = () => navigator.serviceWorker.controller ? done(true) : setTimeout(taken, 50);
navigator.serviceWorker.ready.then(taken);
"""
KEPT = """
const done = arguments[arguments.length - 1];
caches.match("/shelf/kept").then(async (found) => done(found ? Object.entries((await found.json()).pages) : []));
"""


def look(browser: Chrome, width: int, dark: bool = False, forced: bool = False) -> None:
    """A screen of this width, by day or by night; forced: in colours of the reader's own."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    still = {"name": "prefers-reduced-motion", "value": "reduce"}  # so that what is clicked does not move away
    colours = {"name": "forced-colors", "value": "active" if forced else "none"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme, still, colours]})


def findings(browser: Chrome) -> list[str]:
    """What axe finds wrong with the page. Colours of the reader's own it does not judge: it reads ours instead."""
    folder = installed_modules(Path(__file__).parent / "axe")
    browser.execute_script((folder / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = browser.execute_async_script(AXE)
    return found


def complaints(browser: Chrome, site: Site) -> list[str]:
    """What the browser found wrong: refused by the policy, not there, thrown. Pages may be refused or away."""
    entries: list[dict[str, Any]] = browser.execute("getLog", {"type": "browser"})["value"]
    page = re.compile(re.escape(site.url) + r"/(?!static/)\S* - Failed to load resource: the server responded with")
    return [one["message"] for one in entries if not page.match(one["message"])]


def network(browser: Chrome, there: bool) -> None:
    """Take the network away from the page and its worker, or give it back."""
    state = {"offline": not there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", state)


def until(browser: Chrome, condition: Callable[[Chrome], Any], says: str) -> Any:
    """What a condition gives once it holds."""
    return WebDriverWait(browser, PATIENCE).until(condition, says)


def at_work(browser: Chrome) -> None:
    """Wait until the service worker serves this page."""
    browser.execute_async_script(WORKER)


def shelf_button(browser: Chrome) -> Any:
    """The button that keeps this page, once its script has come."""
    return until(browser, lambda one: one.find_elements(By.CSS_SELECTOR, ".keep[data-ready] button"), "no button")[0]


def said(browser: Chrome) -> str:
    """What the page says when its button has done what it does."""
    button = shelf_button(browser)
    until(browser, lambda _: button.get_attribute("aria-disabled") is None, "it does not end")
    return str(browser.find_element(By.CSS_SELECTOR, ".keep [role=status]").text)


def keep(browser: Chrome, site: Site, path: str) -> str:
    """Open a page and choose to keep it, or to remove it where it is kept; what the page says then."""
    browser.get(f"{site.url}{path}")
    shelf_button(browser).click()
    return said(browser)


def kept(browser: Chrome) -> dict[str, dict[str, Any]]:
    """What is kept, by its path."""
    return dict(browser.execute_async_script(KEPT))


def fill(browser: Chrome, pages: dict[str, int]) -> None:
    """Have pages on the shelf, with their bytes, as though they had been kept."""
    script = """
    const done = arguments[arguments.length - 1], since = Date.now();
    const texts = { kind: "", summary: "", language: "en-gb", topics: [], words: "" };
    const page = ([path, bytes]) => [path, { ...texts, id: path, title: path, files: [], since, bytes }];
    const pages = Object.fromEntries(Object.entries(JSON.parse(arguments[0])).map(page));
    const index = { pages, sizes: {}, gone: {}, cursor: "", looked: since };
    caches.open("shelf-1").then((cache) => cache.put("/shelf/kept", Response.json(index))).then(() => done());
    """
    browser.execute_async_script(script, json.dumps(pages))


def titles(browser: Chrome) -> list[str]:
    """What the shelf lists, from the first."""
    script = "return [...document.querySelectorAll('.shelf__pages h2')].map((one) => one.textContent)"
    found: list[str] = browser.execute_script(script)
    return found
