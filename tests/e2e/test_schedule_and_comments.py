"""What stands beside the text of a page, in a real browser: when it is public, and what colleagues say of a block."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from selenium.webdriver.common.by import By
from wagtail.models import Comment, Site

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage, KnowledgeIndexPage
from tests.e2e.admin import Admin

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADING = "[data-contentpath='body'] [data-contentpath='text']"


@pytest.fixture
def draft(site: Site) -> Any:
    """A draft with one block."""
    body = [{"type": "heading", "value": {"text": "Why", "level": "h2", "anchor": ""}}]
    page = KnowledgeArticlePageFactory(parent=KnowledgeIndexPage.objects.get(), live=False, body=body)
    page.save_revision()
    return page


def test_a_reviewer_comments_on_a_block_and_schedules_the_page(admin: Admin, draft: Any) -> None:
    admin.sign_in("reviewer")
    admin.go(f"/admin/pages/{draft.pk}/edit/")
    admin.click("[aria-label='Toggle comments']")
    admin.click(f"{HEADING} .w-field__comment-button--add")
    admin.type(".comment textarea", "Say it more plainly?")
    admin.click(".comment button[type=submit]")
    comment = admin.until(lambda: Comment.objects.first())
    assert (comment.text, comment.page_id) == ("Say it more plainly?", draft.pk)
    assert comment.contentpath == f"body.{draft.body[0].id}.text"

    day = timezone.localtime() + timedelta(days=3)
    admin.click("[aria-label='Toggle status']")
    admin.click("[data-a11y-dialog-show='schedule-publishing-dialog']")
    admin.type("#id_go_live_at", day.strftime("%Y-%m-%d %H:%M"))
    save = "//*[@id='schedule-publishing-dialog']//button[contains(., 'Save schedule')]"

    def saved() -> bool:
        """The calendar lies over the button until one clicks beside it; it opens again when a save draws the field."""
        admin.click("#schedule-publishing-dialog h2")
        admin.driver.find_element(By.XPATH, save).click()
        return True

    admin.until(saved)
    admin.click_words("footer button", "Schedule to publish")
    admin.reads(".messages", "has been scheduled for publishing")
    page = KnowledgeArticlePage.objects.get(pk=draft.pk)
    assert (page.live, page.approved_schedule) == (False, True)
