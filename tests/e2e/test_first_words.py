"""The first words of a page or of an answer, in a real browser: they take the place of examples, and stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from cms.editors.roles import REVIEWERS, VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.e2e.admin import Admin
from tests.support.tree import Tree

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "[data-contentpath='body'] [contenteditable='true']"


def test_what_is_typed_takes_the_place_of_an_example(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    admin = signed_in(VOLUNTEERS)
    add = reverse("wagtailadmin_pages:add", args=["knowledge", "knowledgearticlepage", tree.knowledge.pk])
    admin.go(f"{add}?starter=paper")
    admin.click("#id_summary")
    admin.find("#id_summary").send_keys("My own words.")
    assert admin.find("#id_summary").get_attribute("value") == "My own words."
    admin.click(TEXT)
    admin.find(TEXT).send_keys("My own question.")
    admin.until(lambda: admin.find(TEXT).text == "My own question.")


def test_an_answer_that_is_begun_stays_while_words_are_suggested(signed_in: Callable[[str], Admin], tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="On money", summary="Ask all.", live=False)
    page.save_revision()
    page.get_workflow().start(page, None)
    admin = signed_in(REVIEWERS)
    admin.go(reverse("page_review", args=[page.pk]))
    admin.type("#note", "Name the source.")
    admin.click_words("summary", "Suggest other words")
    admin.type("#before", "Ask all.")
    admin.type("#after", "Ask everybody.")
    admin.click_words("button", "Suggest it")
    admin.reads(".messages", "Suggested")
    assert admin.find("#note").get_attribute("value") == "Name the source."
