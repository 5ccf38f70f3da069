"""Topics in a real browser, by keyboard and on a phone: searched for, ticked, seen, taken away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from cms.editors.roles import VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.e2e.admin import Admin
from tests.support.tree import Tree

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}


def words(admin: Admin, selector: str) -> list[str]:
    """What the elements that are seen say."""
    return [
        one.text for one in admin.driver.find_elements(By.CSS_SELECTOR, f"#id_topics {selector}") if one.is_displayed()
    ]


def test_topics_are_searched_ticked_and_taken_away_by_keys(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    housing = TopicFactory(name="Housing")
    damp = TopicFactory(name="Damp", parent=housing)
    work = TopicFactory(name="Work")
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[], topics=[work], live=False)
    admin = signed_in(VOLUNTEERS)
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    admin.click("a[href='#tab-about_it']")
    assert words(admin, ".term-picker__chosen li") == ["Work"]

    admin.click("#id_topics .term-picker__search")
    ActionChains(admin.driver).send_keys("damp").perform()
    assert words(admin, ".term-picker__term [data-term-name]") == ["Housing", "Damp"]
    ActionChains(admin.driver).send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.SPACE).perform()
    assert words(admin, ".term-picker__chosen li") == ["Damp", "Work"]
    assert words(admin, "[role=status]") == ["2 of 3 shown, 2 chosen"]

    ActionChains(admin.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB, Keys.TAB).key_up(Keys.SHIFT).perform()
    assert admin.driver.switch_to.active_element.accessible_name == "Remove Work"
    ActionChains(admin.driver).send_keys(Keys.ENTER).perform()
    assert words(admin, ".term-picker__chosen li") == ["Damp"]
    admin.click("button.action-save")
    admin.reads(".messages", "has been updated")
    draft = type(page).objects.get().get_latest_revision_as_object()
    assert [one.pk for one in draft.topics.all()] == [damp.pk]
    assert admin.driver.execute_script("return document.documentElement.scrollWidth") <= PHONE["width"]
