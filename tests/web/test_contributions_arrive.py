"""A contribution that is written on a device arrives once, whatever fails.

A real browser, the real form and its script, the site and the library on PostgreSQL, with lines between them that fail
in every phase.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.utils import timezone
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from wagtail.models import Page

from access.models import MemberToken
from community.contributions.models import Contribution, Request
from tests.community.contributions.people import trust_with
from tests.e2e.browser import chromium, missing_programs
from tests.support.patience import PATIENCE
from tests.support.tree import Tree
from tests.web.faults import BETWEEN, LATE, Faults, failing_line
from tests.web.site import running

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.browser,
    pytest.mark.slow,
]

ALL, SHARES, FEW, A_BATCH = 1_000, 20, 40, 50  # a member may send 60 a day
BY_FORM = 2  # of a batch: typed into the form and sent by a double tap; the others as the form gives them to the device
MOST_ROUNDS = 60
TAB_KILLED, BROWSER_KILLED, TWO_TABS, TOKEN_ENDED = (
    "tab killed while it was sent", "browser killed while it was sent", "two tabs at once", "signed out at the library",
)  # fmt: skip
ACTS = {"": 12, TAB_KILLED: 4, TWO_TABS: 2, TOKEN_ENDED: 2, BROWSER_KILLED: 1}  # in each round one, so often
KEY = rb"[0-9a-f]{8}-[0-9a-f-]{27}".decode()
FORM = "/contribute/article/"
WRITE = """
const done = arguments[arguments.length - 1], [all] = arguments, device = self.contributions;
const account = document.cookie.match(/account=([0-9a-f]{16})/)[1];
(async () => {
  for (const { key, title } of all) {
    const given = { title, summary: "A summary.", body: `Text of ${title}.`, kind: "EXPLAINER", licence: "CC_BY_4_0" };
    const fields = Object.entries(given);
    const draft = { key, account, kind: "article", path: "/contribute/article/", title, fields };
    if (await device.save(draft, []) !== "saved") throw new Error("not saved");
    await device.wait(key);
  }
})().then(() => done(""), (error) => done(String(error)));
"""
TYPE = """
const form = document.querySelector("form[data-contribution]");
for (const [name, value] of Object.entries(arguments[0])) {
  form.elements.namedItem(name).value = value;
  form.elements.namedItem(name).dispatchEvent(new Event("input", { bubbles: true }));
}
"""
SEND = """
const done = arguments[arguments.length - 1];
self.contributions.sendAll().then(() => self.contributions.all()).then(done, (error) => done(String(error)));
"""
KEPT = """
const done = arguments[arguments.length - 1];
self.contributions.all().then(done, (error) => done(String(error)));
"""
DOUBLE_TAP = """
const form = document.querySelector("form[data-contribution]");
for (const _ of [1, 2]) form.requestSubmit();
"""
KEY_OF_FORM = "return document.querySelector('form[data-contribution]').elements.key.value"
ASKED = (
    "return Boolean(document.querySelector('.contribution__waiting:not([hidden]), .contribution__done:not([hidden])'))"
)
READY = "return document.querySelector('form[data-contribution]')?.dataset.ready !== undefined"


@dataclass
class Drill:
    """One device, and the members who use it one after another."""

    folder: Path
    faults: Faults
    chance: random.Random
    address: str
    titles: dict[str, str] = field(default_factory=dict)
    hit: dict[str, set[str]] = field(default_factory=dict)  # by fault, the keys
    member: Any = None
    stack: ExitStack = field(default_factory=ExitStack)
    browser: Chrome = None  # type: ignore[assignment]  # `start` opens one

    def start(self) -> None:
        """Open the browser with what the device has kept."""
        self.stack.close()
        self.browser = self.stack.enter_context(chromium(kept=self.folder))
        self.browser.set_script_timeout(PATIENCE * 4)

    def sign_in(self) -> None:
        """The member is signed in anew, and looks at the form."""
        _, key = MemberToken.new(self.member, "The site", timezone.now() + timedelta(hours=1))
        given = {"name": "member", "value": key, "url": self.address, "httpOnly": True}
        self.browser.execute_cdp_cmd("Network.setCookie", given)
        self.open()

    def open(self) -> None:
        """Open the form. The line may fail."""
        end = time.monotonic() + PATIENCE
        while True:
            self.browser.get(f"{self.address}{FORM}")
            if self.browser.execute_script("return Boolean(self.contributions)"):
                return
            assert time.monotonic() < end, "the form does not open"

    def kept(self) -> list[dict[str, Any]]:
        """What is on the device."""
        found = self.browser.execute_async_script(KEPT)
        assert isinstance(found, list), found
        return found

    def write(self, number: int, count: int) -> None:
        """A batch of one member, with faults planned for most."""
        titles = [f"Number {number}-{one}" for one in range(count)]
        all_ = [
            {"key": str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), "title": one}
            for one in titles[BY_FORM:]
        ]
        for one in all_:
            self.plan(one["key"], one["title"])
        assert self.browser.execute_async_script(WRITE, all_) == ""
        for title in titles[:BY_FORM]:
            self.open()
            until_ready(self.browser)
            self.plan(self.browser.execute_script(KEY_OF_FORM), title)
            given = {"title": title, "summary": "A summary.", "body": f"Text of {title}."}
            self.browser.execute_script(TYPE, given)
            self.browser.execute_script(DOUBLE_TAP)
            self.asked_to_be_sent()

    def asked_to_be_sent(self) -> None:
        """Wait until the form says that it waits or has arrived: before that it is a draft, and says so."""
        end = time.monotonic() + PATIENCE
        while not self.browser.execute_script(ASKED):
            assert time.monotonic() < end, self.kept()
            time.sleep(0.1)

    def plan(self, key: str, title: str) -> None:
        """Up to three faults, one after another; some go well at once."""
        self.titles[key] = title
        self.faults.planned[key] = self.chance.choices((*BETWEEN, LATE), k=self.chance.choice((0, 1, 1, 1, 2, 3)))
        for one in self.faults.planned[key]:
            self.hit.setdefault(one, set()).add(key)

    def send(self) -> None:
        """Until nothing waits; tabs and browsers die meanwhile, and the member is signed out."""
        for _ in range(MOST_ROUNDS):
            waiting = self.kept()
            if not waiting:
                return
            if any(one["why"] == "sign-in" for one in waiting):
                self.sign_in()
            [act] = self.chance.choices(list(ACTS), list(ACTS.values()))
            if act == TOKEN_ENDED:
                self.strike(act, waiting)
                MemberToken.objects.filter(user=self.member).delete()
            if act == TWO_TABS:
                self.strike(act, waiting)
                self.second_tab()
            if act in {TAB_KILLED, BROWSER_KILLED}:
                self.kill(act)
            else:
                found = self.browser.execute_async_script(SEND)
                assert isinstance(found, list), found
        raise AssertionError(f"still on the device: {self.kept()}")

    def strike(self, act: str, waiting: list[dict[str, Any]]) -> None:
        self.faults.happened[act] += 1
        self.hit.setdefault(act, set()).update(one["key"] for one in waiting)

    def second_tab(self) -> None:
        """Another tab of the same form, which begins to send too."""
        first = self.browser.current_window_handle
        self.browser.switch_to.new_window("tab")
        with suppress(WebDriverException):
            self.browser.get(f"{self.address}{FORM}")
            self.browser.execute_script("self.contributions?.sendAll()")
        self.browser.switch_to.window(first)
        found = self.browser.execute_async_script(SEND)
        assert isinstance(found, list), found
        for one in [handle for handle in self.browser.window_handles if handle != first]:
            self.browser.switch_to.window(one)
            self.browser.close()
        self.browser.switch_to.window(first)

    def kill(self, act: str) -> None:
        """Begin to send, and end the tab or the whole browser at any moment."""
        first = self.browser.current_window_handle
        self.browser.execute_script("self.contributions.sendAll()")
        time.sleep(self.chance.uniform(0.02, 0.5))
        if act == BROWSER_KILLED:
            process = self.browser.capabilities["goog:processID"]
            os.kill(process, signal.SIGKILL)
            time.sleep(0.3)
            self.start()
        else:
            self.browser.switch_to.new_window("tab")
            self.browser.execute_cdp_cmd("Target.closeTarget", {"targetId": first})
        if self.member_is_known():
            self.open()
        else:
            self.sign_in()
        self.strike(act, [one for one in self.kept() if one["state"] == "tried" and one["why"] == ""])

    def member_is_known(self) -> bool:
        """Whether the browser still has the key of the member: one that was killed has not."""
        found = self.browser.execute_cdp_cmd("Network.getCookies", {"urls": [self.address]})["cookies"]
        return any(one["name"] == "member" for one in found)


def until_ready(browser: Chrome) -> None:
    """Wait for the form to be kept on the device."""
    end = time.monotonic() + PATIENCE
    while not browser.execute_script(READY):
        assert time.monotonic() < end, "its script has not come"
        time.sleep(0.05)


@pytest.fixture
def drill(
    live_server: Any,
    tree: Tree,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Drill]:
    """A device at the end of failing lines."""
    missing = missing_programs()
    if missing:
        pytest.skip(f"{' and '.join(missing)} is not installed. Install Debian's chromium and chromium-driver.")
    cache.clear()
    trust_with(A_BATCH, monkeypatch)
    faults = Faults()
    library_port = urlsplit(live_server.url).port
    assert library_port is not None
    with ExitStack() as stack:
        to_library = failing_line(library_port, faults, (LATE,), f'"idempotencyKey":"({KEY})"', late=2.5)
        api = f"http://127.0.0.1:{stack.enter_context(to_library)}"
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        listener.set_inheritable(True)
        site = stack.enter_context(running(api, listener, live_server.url, API_TIMEOUT="2"))
        port = urlsplit(site.url).port
        assert port is not None
        to_site = failing_line(port, faults, BETWEEN, f'name="key"\r\n\r\n({KEY})', sessions_lost=0.05)
        address = f"http://localhost:{stack.enter_context(to_site)}"
        found = Drill(tmp_path / "device", faults, random.Random(getattr(request, "param", 17)), address)
        stack.callback(found.stack.close)
        found.start()
        yield found


def run(drill: Drill, count: int) -> None:
    began = time.monotonic()
    for number, first in enumerate(range(0, count, A_BATCH)):
        drill.member = get_user_model().objects.create_user(f"member-{number}", f"m{number}@example.org", None)
        drill.browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
        drill.sign_in()
        drill.write(number, min(A_BATCH, count - first))
        drill.send()
    check(drill, count)
    minutes = (time.monotonic() - began) / 60
    report(drill, count, minutes)


def check(drill: Drill, count: int) -> None:
    """Exactly one arrived of each, with the words that were written, and nothing else."""
    assert len(drill.titles) == count
    arrived = Counter(Contribution.objects.values_list("title", flat=True))
    assert arrived == Counter(drill.titles.values())
    for key, title in Request.objects.values_list("key", "contribution__title"):
        assert drill.titles[key] == title
    assert Request.objects.count() == count
    assert all(one.sent["body"] == f"Text of {one.title}." for one in Contribution.objects.all())
    pages = Page.objects.filter(title__in=drill.titles.values())
    assert pages.count() == count
    assert drill.browser.execute_async_script(KEPT) == []


def report(drill: Drill, count: int, minutes: float) -> None:
    requests = drill.faults.requests[BETWEEN[0]]
    told = f"{count} contributions in {minutes:.1f} minutes, {requests} requests of the device"
    lines = [f"{told}: {count} arrived once, 0 lost, 0 twice"]
    without = count - len(set().union(*drill.hit.values()))
    lines += [f"  {'nothing failed':56} {'':>5} {without:>5}"]
    for fault in sorted(drill.hit):
        lines.append(f"  {fault:56} {drill.faults.happened[fault]:>5} {len(drill.hit[fault]):>5}")
    lines.append("  (times it happened; contributions that it was planned for, or that waited then)")
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


@pytest.mark.timeout(600)
def test_the_first_arrive_once(drill: Drill) -> None:
    run(drill, FEW)


@pytest.mark.thorough
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("drill", range(SHARES), indirect=True)
def test_all_arrive_once(drill: Drill) -> None:
    run(drill, ALL // SHARES)
