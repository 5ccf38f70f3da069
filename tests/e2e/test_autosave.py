"""Writing beside the autosave, in a real browser: nothing is made twice, and nothing is taken for saved that is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from cms.editors.roles import VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from tests.e2e.admin import Admin
from tests.support.tree import Tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# The answer to each autosave comes two seconds after the server gave it.
SLOW = """
const fetched = window.fetch;
window.fetch = async (...asked) => {
  const answer = await fetched(...asked);
  if (asked[1]?.method?.toUpperCase() === "POST") await new Promise((done) => setTimeout(done, 2000));
  return answer;
};
"""
SAVING = "return !!document.querySelector(\"[data-w-autosave-state-value='saving']\")"


def test_a_new_page_that_is_saved_meanwhile_is_one_page_with_one_source(
    signed_in: Callable[[str], Admin], tree: Tree
) -> None:
    admin = signed_in(VOLUNTEERS)
    admin.go(reverse("wagtailadmin_pages:add", args=["knowledge", "knowledgearticlepage", tree.knowledge.pk]))
    admin.driver.execute_script(SLOW)
    admin.type("#id_summary", "Money worries make children ill.")
    admin.click("a[href='#tab-sources_and_licence']")
    admin.click("#id_sources-ADD")
    admin.type("#id_sources-0-title", "The Marmot review")
    admin.click("a[href='#tab-content']")
    admin.type("#id_title", "Asking about money")
    admin.go_on_writing_until(lambda: admin.driver.execute_script(SAVING))
    admin.click("button.action-save")
    admin.until(lambda: admin.driver.find_elements("css selector", ".messages .success"))
    page = KnowledgeArticlePage.objects.get()
    assert [one.title for one in page.sources.all()] == ["The Marmot review"]
    assert page.title == "Asking about money"


def summary_of(page: KnowledgeArticlePage) -> str:
    return str(KnowledgeArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object().summary)


@pytest.fixture
def draft(tree: Tree) -> KnowledgeArticlePage:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, summary="Money.", live=False)
    page.save_revision()
    return page


def test_what_is_typed_as_soon_as_the_form_is_open_is_saved(
    signed_in: Callable[[str], Admin], draft: KnowledgeArticlePage
) -> None:
    admin = signed_in(VOLUNTEERS)
    admin.go(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    admin.find("#id_summary").send_keys(" At once.")
    admin.until(lambda: summary_of(draft) == "Money. At once.")


@pytest.mark.slow
def test_what_is_typed_while_a_save_is_on_its_way_is_saved(
    signed_in: Callable[[str], Admin], draft: KnowledgeArticlePage
) -> None:
    admin = signed_in(VOLUNTEERS)
    admin.go(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    admin.driver.execute_script(SLOW)
    summary = admin.find("#id_summary")
    summary.send_keys(" First.")
    admin.until(lambda: admin.driver.execute_script(SAVING))
    summary.send_keys(" Second.")
    admin.until(lambda: summary_of(draft) == "Money. First. Second.")
