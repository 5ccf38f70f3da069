"""Somebody who reads the site, by pointer or by keyboard, and finds what to press by what it is called."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from selenium.webdriver import Chrome

from tests.support.patience import PATIENCE
from tests.web.site import Site

# Where the focus is: whether a line of two pixels or more shows it, around it or around the hexagon within it; whether
# nothing lies upon it; whether it is what was looked for; whether it went back, in the text or to the eye.
STOP = """(() => {
  const one = document.activeElement, last = globalThis.last;
  globalThis.last = one;
  if (!one || one === document.body) return null;
  const drawn = one.querySelector("polygon") ?? one, style = getComputedStyle(drawn), [box] = drawn.getClientRects();
  const before = last?.isConnected && last !== document.body && last.getClientRects()[0];
  const width = drawn === one ? style.outlineStyle !== "none" && style.outlineWidth : style.strokeWidth;
  const x = box.left + box.width / 2, y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const upon = document.elementFromPoint(x, y);
  return {
    what: one.outerHTML.slice(0, 160), aimed: one === globalThis.aim,
    shown: parseFloat(width) >= 2 && box.width > 0,
    clear: Boolean(upon) && (one.contains(upon) || upon.contains(one) || upon.closest("label")?.contains(one) === true),
    back: Boolean(before && (last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING
      || drawn === one && box.bottom <= before.top && box.left < before.right)),
    group: one.type === "radio" && one.name === globalThis.aim?.name,
  };
})()"""


@dataclass(frozen=True)
class Node:
    """One node of the accessibility tree, as a screen reader has it."""

    role: str
    name: str
    states: dict[str, Any]
    id: int  # of its element
    within: tuple[str, ...]  # roles and names of what it stands in, from the outermost


def evaluated(browser: Chrome, expression: str) -> Any:
    """What an expression gives on the page, whether the page may run scripts or not."""
    asked = {"expression": expression, "returnByValue": True}
    answer = browser.execute_cdp_cmd("Runtime.evaluate", asked)
    assert "exceptionDetails" not in answer, answer
    return answer["result"].get("value")


def tree(browser: Chrome) -> list[Node]:
    """The accessibility tree, in reading order, without what is ignored in it."""
    raw = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    by_id = {one["nodeId"]: one for one in raw}
    found: list[Node] = []

    def add(one: dict[str, Any], within: tuple[str, ...]) -> None:
        if not one["ignored"]:
            role, name = str(one["role"]["value"]), " ".join(str(one.get("name", {}).get("value", "")).split())
            states = {state["name"]: state["value"].get("value") for state in one.get("properties", [])}
            described = one.get("description", {}).get("value")
            states |= {"description": described} if described else {}
            states |= {"value": one["value"]["value"]} if "value" in one else {}
            found.append(Node(role, name, states, one.get("backendDOMNodeId", 0), within))
            within = (*within, f"{role} {name}".strip())
        for child in one.get("childIds", []):
            if child in by_id:
                add(by_id[child], within)

    add(raw[0], ())
    return found


KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), " ": (32, " "), "ArrowDown": (40, "")}


def press_key(browser: Chrome, key: str) -> None:
    """One key of the keyboard, down and up."""
    code, text = KEYS[key]
    about = {"key": key, "code": key.replace(" ", "Space"), "windowsVirtualKeyCode": code}
    for event in ({"type": "keyDown" if text else "rawKeyDown", "text": text}, {"type": "keyUp"}):
        browser.execute_cdp_cmd("Input.dispatchKeyEvent", {**about, **event})


def tab(browser: Chrome) -> dict[str, Any] | None:
    """Where Tab leads to, None where it leaves the page. Fails where that cannot be seen, or is out of order."""
    press_key(browser, "Tab")
    stop: dict[str, Any] | None = evaluated(browser, STOP)
    assert stop is None or (stop["shown"] and stop["clear"] and not stop["back"]), stop
    return stop


class Reader:
    """Somebody who points. Controls have to be called as they are read aloud."""

    def __init__(self, browser: Chrome, site: Site, scripts: bool) -> None:
        self.browser, self.site, self.scripts = browser, site, scripts
        self.search_field = "combobox" if scripts else "searchbox"  # with scripts it suggests
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        browser.execute_cdp_cmd("Network.clearBrowserCookies", {})

    def open(self, path: str) -> None:
        """Begin at a path."""
        self.browser.get(f"{self.site.url}{path}")

    def all(self, role: str, name: str = ".*", within: str = "") -> list[Node]:
        """What has this role and a name that a pattern fits, in reading order; within what begins so."""
        fits = re.compile(name)
        return [
            one
            for one in tree(self.browser)
            if one.role == role and fits.fullmatch(one.name) and any(part.startswith(within) for part in one.within)
        ]

    def find(self, role: str, name: str = ".*", within: str = "", **states: Any) -> Node:
        """The first of these with such states, once it is there."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = [one for one in self.all(role, name, within) if states.items() <= one.states.items()]
            if found:
                return found[0]
            assert time.monotonic() < deadline, f"no {role} {name!r} {states}, but {self.all(role)}"
            time.sleep(0.05)

    def at(self, title: str) -> None:
        """Wait for the page with this title."""
        self.find("heading", re.escape(title), level=1)

    def press(self, role: str, name: str, within: str = "") -> None:
        """Press a control."""
        self._press(self.find(role, name, within))

    def write(self, role: str, name: str, text: str, within: str = "") -> None:
        """Write into a field, in place of what it had."""
        self._go_to(self.find(role, name, within))
        evaluated(self.browser, "document.activeElement.select()")
        self.browser.execute_cdp_cmd("Input.insertText", {"text": text})

    def choose(self, name: str, option: str) -> None:
        """Choose from a list."""
        self._go_to(self.find("combobox", name))
        for _ in self.all("option"):
            if self.find("combobox", name).states["value"] == option:
                return
            press_key(self.browser, "ArrowDown")
        self.find("combobox", name, value=option)

    def _go_to(self, node: Node) -> None:
        self.browser.execute_cdp_cmd("DOM.focus", {"backendNodeId": node.id})

    def _press(self, node: Node) -> None:
        self.browser.execute_cdp_cmd("DOM.scrollIntoViewIfNeeded", {"backendNodeId": node.id})
        quads = self.browser.execute_cdp_cmd("DOM.getContentQuads", {"backendNodeId": node.id})["quads"]
        x, y = sum(quads[0][0::2]) / 4, sum(quads[0][1::2]) / 4
        for kind in ("mousePressed", "mouseReleased"):
            event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
            self.browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)


class KeyboardReader(Reader):
    """Somebody who has the keyboard alone, and sees where they are at each stop."""

    def _go_to(self, node: Node) -> None:
        found = self.browser.execute_cdp_cmd("DOM.resolveNode", {"backendNodeId": node.id})["object"]["objectId"]
        aim = "function () { globalThis.aim = this; globalThis.last = document.activeElement; }"
        self.browser.execute_cdp_cmd("Runtime.callFunctionOn", {"objectId": found, "functionDeclaration": aim})
        left = 0
        while left < 2:  # once where it begins behind the control
            stop = tab(self.browser)
            if stop is None:
                left += 1
                continue
            while stop is not None and stop["group"] and not stop["aimed"]:
                press_key(self.browser, "ArrowDown")
                stop = evaluated(self.browser, STOP)
            if stop is not None and stop["aimed"]:
                return
        raise AssertionError(f"Tab does not reach {node}")

    def _press(self, node: Node) -> None:
        self._go_to(node)
        if not evaluated(self.browser, "document.activeElement.type === 'radio' && document.activeElement.checked"):
            press_key(self.browser, " " if node.role in {"checkbox", "radio"} else "Enter")
