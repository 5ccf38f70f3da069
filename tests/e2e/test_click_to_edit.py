"""In a preview each word leads to its field in the editors' form, in view and ready to be written in."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest
from django.urls import reverse
from selenium.webdriver.common.by import By

from cms.editors.roles import VOLUNTEERS
from content_types.core.library import Source
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.e2e.admin import Admin
from tests.e2e.frontend import ADDRESS, frontend
from tests.support.every_block import BlockKind, block_kinds, draft_with
from tests.support.tree import Tree

__all__ = ["frontend"]  # a fixture: found by its name
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("frontend"),
]

FIELDS = {
    "-".join(names): list(kinds) for names, kinds in groupby(block_kinds(), key=lambda one: (one.type.name, one.field))
}
# The place of what has the focus, and whether it is seen.
FOCUS = """
const focused = document.activeElement;
const path = [];
let one = focused.closest("[data-contentpath]");
for (; one; one = one.parentElement.closest("[data-contentpath]")) path.unshift(one.dataset.contentpath);
const { top, bottom } = focused.getBoundingClientRect();
return { path: path.join("."), tag: focused.tagName, id: focused.id, seen: bottom > 0 && top < innerHeight };
"""
CLICK = """
const [frame, address] = [document.querySelector("#w-preview-iframe"), arguments[0]];
document.activeElement.blur();
const element = [...frame.contentDocument.querySelectorAll("[data-edit]")].find((one) => one.dataset.edit === address);
element.click();
"""
# Where words of the preview are in the window. The frame is drawn smaller than it is: the driver's own clicks miss.
POINT = """
const frame = document.querySelector("#w-preview-iframe");
const marked = [...frame.contentDocument.querySelectorAll("[data-edit]")];
const said = marked.find((one) => one.textContent.includes(arguments[0]));
said.scrollIntoView({ block: "center", behavior: "instant" });
const [outer, inner] = [frame.getBoundingClientRect(), said.getBoundingClientRect()];
const scale = outer.width / frame.offsetWidth;
return { x: outer.left + (inner.left + 10) * scale, y: outer.top + (inner.top + inner.height / 2) * scale };
"""
ADDRESSES = """
const frame = document.querySelector("#w-preview-iframe")?.contentDocument;
return [...(frame?.querySelectorAll("[data-edit]") ?? [])].map((one) => one.dataset.edit);
"""


def beside(admin: Admin, page: Any) -> list[str]:
    """Open the form of a page with its preview; gives where its words lead."""
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    if not admin.driver.execute_script(ADDRESSES):
        admin.click("[aria-label='Toggle preview']")
    addresses: list[str] = admin.until(lambda: admin.driver.execute_script(ADDRESSES))
    admin.settle(2)
    return list(dict.fromkeys(addresses))


def press(admin: Admin, words: str) -> None:
    """Click on words of the preview with the mouse."""
    point = admin.driver.execute_script(POINT, words)
    for kind in ("mousePressed", "mouseReleased"):
        event = {"type": kind, "button": "left", "clickCount": 1, **point}
        admin.driver.execute_cdp_cmd("Input.dispatchMouseEvent", event)


def focused(admin: Admin, path: str) -> dict[str, Any]:
    """What has the focus, once it is at this place."""

    def there() -> dict[str, Any] | None:
        found: dict[str, Any] = admin.driver.execute_script(FOCUS)
        return found if found["path"] == path or found["path"].startswith(f"{path}.") else None

    found: dict[str, Any] = admin.until(there)
    return found


@pytest.mark.parametrize("kinds", FIELDS.values(), ids=FIELDS.keys())
def test_every_place_of_every_block_opens_beside_the_form(
    signed_in: Callable[[str], Admin], tree: Tree, kinds: list[BlockKind]
) -> None:
    admin = signed_in(VOLUNTEERS)
    page = draft_with(tree, kinds)
    addresses = beside(admin, page)
    paths = [address.split("contentpath=")[1] for address in addresses]
    for kind in kinds:
        assert any(path.startswith(f"{kind.field}.{kind.key}") for path in paths)
    for address, path in zip(addresses, paths, strict=True):
        admin.driver.execute_script(CLICK, address)
        found = focused(admin, path)
        assert found["seen"], f"{path} is in view"
        assert found["tag"] != "BODY"
    assert len(admin.driver.window_handles) == 1


def test_a_click_opens_a_row_on_another_tab_and_loses_nothing(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(VOLUNTEERS)
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Asking kindly", live=False)
    page.sources = [Source(title="The first"), Source(title="The second")]
    page.save_revision()
    beside(admin, page)
    title = admin.find("#id_title")
    title.send_keys(", and again")
    shown = "return document.querySelector('#w-preview-iframe')?.contentDocument?.querySelector('h1')?.textContent"
    admin.until(lambda: admin.driver.execute_script(shown) == "Asking kindly, and again")  # the frame is another then
    press(admin, "The second")
    admin.until(lambda: admin.driver.execute_script(FOCUS)["id"] == "id_sources-1-title")
    assert title.get_attribute("value") == "Asking kindly, and again"


def test_a_word_of_a_preview_in_a_tab_opens_the_form(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(VOLUNTEERS)
    accordion = next(kind for kind in block_kinds() if kind.name == "accordion")
    page = draft_with(tree, [accordion])
    admin.go(f"{ADDRESS}?token={page.create_page_preview().token}")
    admin.click("summary [data-edit]")
    admin.until(lambda: len(admin.driver.window_handles) == 2)
    assert admin.driver.find_element(By.CSS_SELECTOR, "details").get_attribute("open"), (
        "what is folded opens all the same"
    )
    path = admin.driver.find_element(By.CSS_SELECTOR, "summary [data-edit]").get_attribute("data-edit")
    admin.driver.switch_to.window(admin.driver.window_handles[1])
    found = focused(admin, path.split("contentpath=")[1])
    assert found["seen"]
    assert found["tag"] == "INPUT"
