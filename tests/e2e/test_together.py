"""Two people in one page, in a real browser: where the other is, and both versions side by side on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from selenium.webdriver.common.keys import Keys
from wagtail.admin.models import EditingSession

from cms.editors.roles import ADMINISTRATORS
from cms.together.models import OpenForm
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage
from tests.e2e.admin import Admin
from tests.support.patience import PATIENCE
from tests.support.tree import Tree

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BODY = [{"type": "rich_text", "id": "1b671a64-40d5-491e-99b0-da01ff1f3341", "value": "<p>Ask kindly.</p>"}]
# Wagtail brings axe into every page of its admin.
AXE = """
const done = arguments[arguments.length - 1];
window.axe.run(document, { resultTypes: ["violations"] }).then((found) => done(found.violations.map(
  (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`)));
"""


@pytest.fixture
def page(tree: Tree) -> KnowledgeArticlePage:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="On money", summary="Money.", body=BODY, live=False)
    page.save_revision()
    return page


def on_a(admin: Admin, width: int) -> None:
    size = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500}
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    admin.driver.set_script_timeout(PATIENCE)


def test_who_is_in_a_block_is_shown_there_until_they_leave(
    signed_in: Callable[[str], Admin], page: KnowledgeArticlePage
) -> None:
    admin = signed_in(ADMINISTRATORS)
    admin.go(f"/admin/pages/{page.pk}/edit/")
    own = admin.until(EditingSession.objects.first)
    anna = get_user_model().objects.create_superuser("anna", "anna@example.org", "x", first_name="Anna")
    hers = EditingSession.objects.create(
        user=anna, content_type=own.content_type, object_id=own.object_id, last_seen_at=timezone.now()
    )
    OpenForm.objects.create(session=hers, place=f"body.{BODY[0]['id']}")
    admin.click("#id_summary")
    admin.reads(f"[data-contentpath='{BODY[0]['id']}'] > .presence", "Anna is here")
    assert OpenForm.objects.get(session=own).place == "summary"
    hers.delete()
    admin.click("#id_title")
    admin.until(lambda: not admin.driver.find_elements("css selector", ".presence"))


def test_both_versions_are_shown_on_a_phone_and_saved_by_keyboard(
    signed_in: Callable[[str], Admin], page: KnowledgeArticlePage
) -> None:
    admin = signed_in(ADMINISTRATORS)
    anna = get_user_model().objects.create_superuser("anna", "anna@example.org", "x", first_name="Anna")
    on_a(admin, 390)
    admin.go(f"/admin/pages/{page.pk}/edit/")
    other = KnowledgeArticlePage.objects.get(pk=page.pk)
    other.title, other.summary = "On money, by Anna", "Money, says Anna."
    other.save_revision(user=anna, log_action=True)
    admin.type("#id_summary", "Money, says Ben.")
    admin.driver.execute_script("document.querySelector('#page-edit-form').submit()")  # as without a script
    admin.reads(".merge__title", "Anna and you changed this page at once")
    for width in (1280, 390):
        on_a(admin, width)
        assert admin.driver.execute_async_script(AXE) == []
        assert admin.driver.execute_script("return document.documentElement.scrollWidth") <= width
    admin.find("[name='merge-keep:summary']").send_keys(Keys.ARROW_DOWN)  # theirs
    admin.find(".merge__buttons button").send_keys(Keys.ENTER)
    admin.reads(".messages", "Saved as one draft")
    draft = KnowledgeArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (draft.title, draft.summary) == ("On money, by Anna", "Money, says Anna.")
