"""An editor whose session ends while they write, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from selenium.webdriver.common.by import By
from wagtail.models import Page, Site

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeIndexPage
from tests.e2e.admin import Admin

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def article(site: Site) -> Any:
    page = KnowledgeArticlePageFactory(parent=KnowledgeIndexPage.objects.get(), live=False)
    page.save_revision()
    return page


def test_what_was_typed_is_saved_after_signing_in_beside_it(admin: Admin, article: Any) -> None:
    admin.sign_in("volunteer")
    admin.go(f"/admin/pages/{article.pk}/edit/")
    admin.find("#id_summary")
    Session.objects.all().delete()
    admin.type("#id_summary", "Typed while signed out.")
    admin.go_on_writing_until(lambda: admin.driver.find_elements(By.CSS_SELECTOR, "dialog.signed-out[open]"))
    admin.reads("dialog.signed-out", "You have been signed out")
    first = admin.driver.current_window_handle
    admin.click("dialog.signed-out a")
    admin.until(lambda: len(admin.driver.window_handles) == 2)
    admin.driver.switch_to.window(next(one for one in admin.driver.window_handles if one != first))
    admin.type("#id_username", "volunteer")
    admin.type("#id_password", "a-password-of-the-test")
    admin.click("button[type=submit]")
    admin.reads("main", "Close this tab")
    admin.driver.close()
    admin.driver.switch_to.window(first)

    def went_on() -> bool:
        """The page asks when it is shown again; whoever is quicker presses the button."""
        waiting = admin.driver.find_elements(By.CSS_SELECTOR, "dialog.signed-out[open] button")
        for button in waiting:
            button.click()
        return not waiting

    def saved() -> bool:
        summary = Page.objects.get(pk=article.pk).get_latest_revision_as_object().summary
        return bool(summary.strip() == "Typed while signed out.")

    admin.until(went_on)
    admin.until(saved)
