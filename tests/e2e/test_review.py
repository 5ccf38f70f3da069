"""A review, in a real browser: returned with a note, sent back, approved; the screens say what has happened."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Site

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage, KnowledgeIndexPage
from tests.e2e.admin import Admin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_page_is_returned_with_a_note_sent_back_and_approved(admin: Admin, site: Site) -> None:
    author = get_user_model().objects.get(username="volunteer")
    page = KnowledgeArticlePageFactory(
        parent=KnowledgeIndexPage.objects.get(), title="On money", live=False, owner=author
    )
    page.save_revision()
    page.get_workflow().start(page, author)
    admin.sign_in("reviewer")
    admin.click_words("a.button", "Read it and answer")
    admin.click("[data-workflow-action-name='reject']")
    admin.type(".modal textarea", "Name the source of the figure.")
    admin.click(".modal [type=submit]")
    admin.reads(".messages", "have been asked for")

    admin.sign_out()
    admin.sign_in("volunteer")
    admin.reads("main", "Name the source of the figure.")
    admin.click_words("a.button", "Change it and send it back")
    admin.reads(".review-note", "reviewer asks for changes")
    admin.click_words("footer button", "Send back for review")
    admin.reads(".messages", "has been sent for review")

    admin.sign_out()
    admin.sign_in("reviewer")
    admin.click_words("a.button", "Read it and answer")
    admin.click("[data-workflow-action-name='approve']")
    admin.reads(".messages", "has been approved and published")
    assert KnowledgeArticlePage.objects.get(pk=page.pk).live
