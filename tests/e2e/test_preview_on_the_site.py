"""Editors preview on the site: beside the form and in a tab each word leads to its field, by mouse and by keyboard."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as configured
from django.urls import reverse
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from cms.editors.roles import VOLUNTEERS
from cms.settings.content_security import admin_directives, page_directives
from content_types.core.library import Source
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.e2e.admin import Admin
from tests.support.every_block import block_kinds, draft_with
from tests.support.tree import Tree
from tests.web.site import Site, running

pytestmark = [
    pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(400), pytest.mark.django_db(transaction=True)
]  # fmt: skip

FRAME = "#w-preview-iframe"
# The place of what has the focus in the form.
FOCUS = """
const path = [];
let one = document.activeElement.closest("[data-contentpath]");
for (; one; one = one.parentElement.closest("[data-contentpath]")) path.unshift(one.dataset.contentpath);
return path.join(".");
"""
FRAMED = """const done = arguments[1], frame = document.createElement("iframe");
frame.onload = () => done(frame);
frame.src = arguments[0];
document.body.append(frame);"""
SAID = "return document.querySelector('h1')?.textContent.trim() ?? ''"


@pytest.fixture
def editors(
    signed_in: Callable[[str], Admin], live_server: Any, settings: Any, tree: Tree
) -> Iterator[tuple[Admin, Site]]:
    """An editor's browser, whose previews are on the site."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        url = f"http://localhost:{listener.getsockname()[1]}/preview/"
        settings.PREVIEW_URL = url
        settings.WAGTAIL_HEADLESS_PREVIEW = {
            **configured.WAGTAIL_HEADLESS_PREVIEW, "CLIENT_URLS": {"default": url}, "REDIRECT_ON_PREVIEW": False,
        }  # fmt: skip
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": page_directives(url, live_server.url)}
        settings.ADMIN_SECURITY_DIRECTIVES = admin_directives(url, live_server.url)
        with running(live_server.url, listener) as site:
            yield signed_in(VOLUNTEERS), site


def in_preview(admin: Admin) -> None:
    """Go into the page of the site that stands beside the form."""
    admin.driver.switch_to.default_content()
    admin.driver.switch_to.frame(admin.driver.find_element(By.CSS_SELECTOR, FRAME))
    admin.driver.switch_to.frame(admin.driver.find_element(By.CSS_SELECTOR, "iframe"))


def said(admin: Admin) -> str:
    """The heading of the preview beside the form; empty while there is none."""
    admin.driver.switch_to.default_content()
    if not admin.driver.find_elements(By.CSS_SELECTOR, FRAME):
        return ""
    try:
        in_preview(admin)
        found: str = admin.driver.execute_script(SAID)
    except Exception:
        found = ""
    admin.driver.switch_to.default_content()
    return found


def beside(admin: Admin, page: Any) -> None:
    """Open the form of a page with its preview."""
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    if not said(admin):
        admin.click("[aria-label='Toggle preview']")
    admin.until(lambda: said(admin) == page.title)


def press(admin: Admin, address: str, enter: bool = False) -> None:
    """Click on a place of the preview, or press Enter on it."""
    in_preview(admin)
    find = "return [...document.querySelectorAll('[data-edit]')].find((one) => one.dataset.edit === arguments[0])"
    one = admin.driver.execute_script(find, address)
    if enter:
        one.send_keys(Keys.ENTER)
    else:
        admin.driver.execute_script("arguments[0].click()", one)
    admin.driver.switch_to.default_content()


def addresses(admin: Admin) -> list[str]:
    """Where the words of the preview lead, each once."""
    in_preview(admin)
    script = "return [...document.querySelectorAll('[data-edit]')].map((one) => one.dataset.edit)"
    found = list(dict.fromkeys(admin.driver.execute_script(script)))
    admin.driver.switch_to.default_content()
    return found


def test_every_place_of_every_block_of_a_body_opens_beside_the_form(editors: tuple[Admin, Site], tree: Tree) -> None:
    admin, _ = editors
    page = draft_with(tree, [kind for kind in block_kinds() if kind.field == "body"])
    beside(admin, page)
    places = addresses(admin)
    assert len(places) > 40
    for address in places:
        path = address.split("contentpath=")[1]
        press(admin, address)
        admin.until(lambda path=path: (admin.driver.execute_script(FOCUS) + ".").startswith(f"{path}."))
    assert len(admin.driver.window_handles) == 1


def test_what_is_typed_is_soon_there_and_nothing_typed_is_lost(editors: tuple[Admin, Site], tree: Tree) -> None:
    admin, _ = editors
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Asking kindly", live=False)
    page.sources = [Source(title="The first"), Source(title="The second")]
    page.save_revision()
    beside(admin, page)
    title = admin.find("#id_title")
    title.send_keys(", and again")
    admin.until(lambda: said(admin) == "Asking kindly, and again")
    second = next(one for one in addresses(admin) if one.endswith("sources.1.title"))
    press(admin, second, enter=True)
    admin.until(lambda: admin.driver.switch_to.active_element.get_attribute("id") == "id_sources-1-title")
    assert title.get_attribute("value") == "Asking kindly, and again"
    assert admin.violations() == []


def test_a_page_never_saved_is_previewed_and_edited(editors: tuple[Admin, Site], tree: Tree) -> None:
    admin, _ = editors
    admin.go(reverse("wagtailadmin_pages:add", args=["knowledge", "knowledgearticlepage", tree.knowledge.pk]))
    admin.type("#id_title", "Brand new")
    admin.type("#id_summary", "In a few words")
    admin.click("[aria-label='Toggle preview']")
    admin.until(lambda: said(admin) == "Brand new")

    def summary_opens() -> bool:
        """The form saves itself meanwhile, and the preview comes anew with other addresses: press the one of now."""
        in_preview(admin)
        admin.driver.execute_script("document.querySelector('[data-edit$=\"contentpath=summary\"]')?.click()")
        admin.driver.switch_to.default_content()
        return str(admin.driver.execute_script(FOCUS)) == "summary"

    admin.until(summary_opens)
    assert admin.find("#id_title").get_attribute("value") == "Brand new"


def test_a_word_of_a_preview_in_a_tab_opens_the_form(editors: tuple[Admin, Site], tree: Tree) -> None:
    admin, site = editors
    accordion = next(kind for kind in block_kinds() if kind.name == "accordion")
    page = draft_with(tree, [accordion])
    admin.driver.get(f"{site.url}/preview/?token={page.create_page_preview().token}")
    word = admin.find("summary [data-edit], summary[data-edit]")
    path = word.get_attribute("data-edit").split("contentpath=")[1]
    word.click()
    admin.until(lambda: len(admin.driver.window_handles) == 2)
    assert admin.driver.find_element(By.CSS_SELECTOR, "details").get_attribute("open"), "what is folded opens"
    admin.driver.switch_to.window(admin.driver.window_handles[1])
    admin.until(lambda: (admin.driver.execute_script(FOCUS) + ".").startswith(f"{path}."))


def test_a_stranger_cannot_frame_a_preview_and_it_tells_its_token_nowhere(
    editors: tuple[Admin, Site], tree: Tree, live_server: Any
) -> None:
    admin, site = editors
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="A secret draft", live=False)
    address = f"{site.url}/preview/?token={page.create_page_preview().token}"
    admin.driver.get("about:blank")
    frame = admin.driver.execute_async_script(FRAMED, address)
    admin.driver.switch_to.frame(frame)
    assert "A secret draft" not in admin.driver.page_source
    admin.driver.switch_to.default_content()
    admin.driver.get(address)
    assert admin.driver.execute_script(SAID) == "A secret draft"
    admin.driver.execute_script("location.href = '/knowledge/'")
    admin.until(lambda: admin.driver.current_url == f"{site.url}/knowledge/")
    assert admin.driver.execute_script("return document.referrer") == ""
