"""The main job, in a real browser:
a volunteer writes and submits, a reviewer publishes, a client reads it over GraphQL."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from selenium.webdriver.common.by import By
from wagtail.models import Collection, Locale, Page, Site

from cms.editors.roles import REVIEWERS, VOLUNTEERS, set_up_roles
from content_types.core.factories import HomePageFactory
from content_types.knowledge.factories import KnowledgeIndexPageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from tests.e2e.admin import Admin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a-password-of-the-test"
SUMMARY = "Money worries make children ill. Here is how to ask about them."


@pytest.fixture
def site(transactional_db: None, live_server: Any) -> Site:
    """The smallest site with roles: an emptied database keeps not even the roots that migrations made."""
    ContentType.objects.clear_cache()
    Locale.objects.get_or_create(language_code="en-gb")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(pk=root.pk)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    home = HomePageFactory(parent=root)
    KnowledgeIndexPageFactory(parent=home)
    Site.objects.all().delete()
    host, port = live_server.url.removeprefix("http://").split(":")
    made = Site.objects.create(hostname=host, port=int(port), root_page=home, is_default_site=True)
    set_up_roles()
    for name, role in (("volunteer", VOLUNTEERS), ("reviewer", REVIEWERS)):
        user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD)
        user.groups.add(Group.objects.get(name=role))
    return made


def ask(base_url: str, query: str) -> Any:
    request = urllib.request.Request(
        f"{base_url}/graphql/", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)["data"]


def test_an_article_goes_from_a_volunteers_form_to_a_reader(admin: Admin, site: Site) -> None:
    admin.sign_in("volunteer", PASSWORD)
    admin.click_words(".what-to-add a", "Knowledge article")
    admin.type("#id_title", "Asking about money")
    admin.type("#id_summary", SUMMARY)
    admin.open_picker("body")
    admin.choose_block("Reflection question")
    admin.type("textarea[name='body-0-value-question']", "Whom did you not ask this week?")

    admin.click("[aria-label='Toggle preview']")
    text = admin.until(lambda: preview_text(admin))
    assert "Preview: not published." in text
    assert "Asking about money" in text

    admin.saved()
    admin.click("footer [data-w-dropdown-target='toggle'], .footer .w-dropdown button")
    admin.click("[name='action-submit']")
    page = admin.until(lambda: KnowledgeArticlePage.objects.filter(slug="asking-about-money").first())
    admin.until(lambda: KnowledgeArticlePage.objects.get(pk=page.pk).workflow_in_progress)
    assert not KnowledgeArticlePage.objects.get(pk=page.pk).live
    query = (
        '{ page(urlPath: "/knowledge/asking-about-money/") { title '
        "... on KnowledgeArticlePage { summary body { ... on ReflectionBlock { question } } } } }"
    )
    assert ask(admin.base_url, query) == {"page": None}

    admin.sign_out()
    admin.sign_in("reviewer", PASSWORD)
    assert "Asking about money" in admin.find("main").text
    admin.go(f"/admin/pages/{page.pk}/edit/")
    admin.click("footer [data-w-dropdown-target='toggle'], .footer .w-dropdown button")
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
    """The words in the frame within the preview panel's frame, once the draft is there; leaves the frames again."""
    driver = admin.driver
    try:
        for panel in driver.find_elements(By.CSS_SELECTOR, "iframe[title='Preview']"):
            driver.switch_to.frame(panel)
            inner = driver.find_elements(By.CSS_SELECTOR, "iframe")
            if inner:
                driver.switch_to.frame(inner[0])
                words = driver.find_element(By.TAG_NAME, "body").text
                if "Whom did you not ask" in words:
                    return words
            driver.switch_to.default_content()
    finally:
        driver.switch_to.default_content()
    return None
