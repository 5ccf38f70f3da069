"""The main job, in a real browser:
a volunteer writes and submits, a reviewer publishes, a client reads it over GraphQL."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from wagtail.models import Site

from content_types.knowledge.models import KnowledgeArticlePage
from tests.e2e.admin import Admin
from tests.e2e.frontend import frontend
from tests.support.patience import PATIENCE

__all__ = ["frontend"]  # a fixture: found by its name
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUMMARY = "Money worries make children ill. Here is how to ask about them."


def ask(base_url: str, query: str) -> Any:
    request = urllib.request.Request(
        f"{base_url}/graphql/", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return json.load(response)["data"]


@pytest.mark.usefixtures("frontend")
def test_an_article_goes_from_a_volunteers_form_to_a_reader(admin: Admin, site: Site) -> None:
    with admin.at_most(12):
        admin.sign_in("volunteer")
        admin.click_words(".what-to-add-empty a", "Knowledge article")
        admin.type("#id_title", "Asking about money")
        admin.type("#id_summary", SUMMARY)
        admin.open_picker("body")
        admin.choose_block("Reflection question")
        admin.type("textarea[name='body-0-value-question']", "Whom did you not ask this week?")

        admin.click("[aria-label='Toggle preview']")
        text = admin.until(lambda: preview_text(admin))
        assert "Asking about money" in text

        admin.saved()
        admin.click("[name='action-submit']")
    page = admin.until(lambda: KnowledgeArticlePage.objects.filter(slug="asking-about-money").first())
    admin.until(lambda: KnowledgeArticlePage.objects.get(pk=page.pk).workflow_in_progress)
    assert not KnowledgeArticlePage.objects.get(pk=page.pk).live
    query = (
        '{ page(by: {path: "/knowledge/asking-about-money/"}) { title '
        "... on Article { summary body { ... on ReflectionBlock { question } } } } }"
    )
    assert ask(admin.base_url, query) == {"page": None}

    admin.sign_out()
    with admin.at_most(4):
        admin.sign_in("reviewer")
        admin.reads("main", "Asking about money")
        admin.go(f"/admin/pages/{page.pk}/edit/")
        admin.click("[data-workflow-action-name='approve']")
        admin.until(lambda: KnowledgeArticlePage.objects.get(pk=page.pk).live)
    assert ask(admin.base_url, query) == {
        "page": {
            "title": "Asking about money",
            "summary": SUMMARY,
            "body": [{"question": "Whom did you not ask this week?"}],
        }
    }


def preview_text(admin: Admin) -> str | None:
    """The words in the preview panel's frame, once the draft is there; leaves the frame again."""
    driver = admin.driver
    try:
        for panel in driver.find_elements(By.CSS_SELECTOR, "iframe[title='Preview']"):
            driver.switch_to.frame(panel)
            words = driver.find_element(By.TAG_NAME, "body").text
            if "Whom did you not ask" in words:
                return words
            driver.switch_to.default_content()
    finally:
        driver.switch_to.default_content()
    return None
