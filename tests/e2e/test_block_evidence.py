"""By keyboard from a block to what is said of it, and back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.urls import reverse
from selenium.webdriver.common.keys import Keys

from cms.editors.roles import VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.e2e.admin import Admin
from tests.support.tree import Tree

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUOTE = {"type": "quote", "id": "said", "value": {"text": "Ask.", "attribution": "", "role": "", "source_url": ""}}


def test_a_block_says_who_wrote_it(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False, body=json.dumps([QUOTE]))
    page.save_revision()
    admin = signed_in(VOLUNTEERS)
    admin.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    admin.find("[data-block-evidence]").send_keys(Keys.ENTER)
    focused = "return document.activeElement.name || ''"
    admin.until(lambda: admin.driver.execute_script(focused) == "block_evidence-0-written_by")
    admin.driver.switch_to.active_element.send_keys("Ann Lee")

    def saved() -> list[tuple[str, str]]:
        latest = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
        return [(row.block, row.written_by) for row in latest.block_evidence.all()]

    admin.until(lambda: saved() == [("said", "Ann Lee")])
    admin.find(".block-evidence__back").send_keys(Keys.ENTER)
    admin.until(lambda: admin.driver.execute_script(focused).startswith("body-0-value"))
