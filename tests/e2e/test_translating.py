"""A volunteer translates a page side by side, on a desk and a phone, and is told what is missing before publishing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms.editors.roles import REVIEWERS, set_up_roles
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.e2e import translating
from tests.e2e.admin import Admin
from tests.support.patience import PATIENCE
from tests.support.tree import Tree

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = """
const done = arguments[arguments.length - 1];
window.axe.run(document, { resultTypes: ["violations"] }).then((found) => done(found.violations
  .filter((one) => ["serious", "critical"].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`)));
"""


def is_clean(admin: Admin) -> bool:
    admin.settle(2)  # messages fade in, and are pale until then
    found = admin.driver.execute_async_script(AXE)
    assert found == []
    return True


@pytest.mark.parametrize("width", [1280, 390], ids=["desk", "phone"])
def test_a_page_is_translated_text_by_text_and_published(
    width: int, signed_in: Callable[[str], Admin], welsh_tree: Tree
) -> None:
    set_up_roles()  # below the Welsh home page too
    admin = signed_in(REVIEWERS)
    admin.driver.set_script_timeout(PATIENCE)
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    page = KnowledgeArticlePageFactory(parent=welsh_tree.knowledge, title="Damp homes", slug="damp")
    page.save_revision().publish()
    translating.start(admin, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert is_clean(admin)
    translating.open_box(admin, "Summary")
    assert is_clean(admin)
    admin.click_words(f"{translating.TEXTS} button", "Cancel")
    translating.write(admin, "Title", "Cartrefi llaith")
    translating.publish(admin)
    admin.reads("main", "Nothing is published yet")
    assert is_clean(admin)
    welsh = Page.objects.get(translation_key=page.translation_key, locale__language_code="cy")
    assert not welsh.live
    admin.click_words("main a", "Go on translating")
    translating.write(admin, "Summary", "Beth ydyw a pham y mae'n bwysig.")
    translating.publish(admin)
    admin.click_words("main button", "Publish all the same")
    admin.until(lambda: Page.objects.get(pk=welsh.pk).live)
    assert Page.objects.get(pk=welsh.pk).title == "Cartrefi llaith"
