"""What an editor types is in the preview beside the form a moment later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from cms.editors.roles import VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.e2e.admin import Admin
from tests.e2e.frontend import frontend
from tests.support.tree import Tree

__all__ = ["frontend"]  # a fixture: found by its name
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("frontend"),
]

STEPS = ("w-preview:update", "w-preview:json", "parsed", "shown")
# Notes when the last key was pressed, when a preview was asked for and answered, and when the words are in a frame,
# and in the one that is seen.
WATCH = """
const [input, words] = arguments;
const times = window.times = {};
const note = (name) => { if (times.typed) times[name] ??= performance.now(); };
input.addEventListener("input", () => { times.typed = performance.now(); });
for (const step of ["w-preview:update", "w-preview:json"]) document.addEventListener(step, () => note(step));
const heading = (frame) => frame.contentDocument?.querySelector("h1")?.textContent ?? "";
const looking = setInterval(() => {
  const frames = [...document.querySelectorAll("iframe")].filter((frame) => heading(frame).includes(words));
  if (frames.length) note("parsed");
  if (frames.some((frame) => frame.id === "w-preview-iframe")) { note("shown"); clearInterval(looking); }
}, 10);
"""
ROUNDS = 10  # at most
WAIT = 500  # milliseconds before the preview is asked for; Wagtail's own are above 700, whatever the machine does


def write(admin: Admin, words: str) -> dict[str, float]:
    """Give the page another title; gives when each step was, in milliseconds from the last key."""
    title = admin.driver.find_element(By.CSS_SELECTOR, "#id_title")
    title.send_keys(Keys.CONTROL, "a")
    admin.driver.execute_script(WATCH, title, words)
    title.send_keys(words)
    times: dict[str, Any] = admin.until(
        lambda: admin.driver.execute_script("return window.times.shown && window.times")
    )
    return {step: times[step] - times["typed"] for step in STEPS}


def test_what_is_typed_is_soon_in_the_preview(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(VOLUNTEERS)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Asking kindly", live=False)
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    admin.click("[aria-label='Toggle preview']")
    frame = "return [...document.querySelectorAll('iframe')].some((one) => one.contentDocument?.querySelector('h1'))"
    admin.until(lambda: admin.driver.execute_script(frame))
    form = admin.driver.find_element(By.CSS_SELECTOR, "form[data-edit-form]")
    admin.until(lambda: form.get_attribute("data-w-unsaved-check-interval-value"))
    rounds = []
    for number in range(ROUNDS):
        rounds.append(write(admin, f"Asking kindly, number {number}"))
        if rounds[-1]["w-preview:update"] < WAIT:
            return  # a timer is late on a busy machine, and early on none
        admin.settle(2)  # people look, and the draft is saved
    pytest.fail(f"milliseconds from the last key: {rounds}")


def test_what_is_typed_while_a_preview_is_made_is_in_the_next(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(VOLUNTEERS)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Asking kindly", live=False)
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    admin.click("[aria-label='Toggle preview']")
    admin.find("#w-preview-iframe")
    form = admin.driver.find_element(By.CSS_SELECTOR, "form[data-edit-form]")
    admin.until(lambda: form.get_attribute("data-w-unsaved-check-interval-value"))
    title = admin.driver.find_element(By.CSS_SELECTOR, "#id_title")
    for word in ("again", "and again", "until", "all of it", "is", "there"):
        title.send_keys(f" {word}")
        admin.settle(0.3)
    whole = title.get_attribute("value")
    shown = "return document.querySelector('#w-preview-iframe')?.contentDocument?.querySelector('h1')?.textContent"
    admin.until(lambda: admin.driver.execute_script(shown) == whole)
    admin.until(lambda: type(page).objects.get(pk=page.pk).get_latest_revision_as_object().title == whole)
