"""axe on every kind of page of the admin, on a desk and on a phone: nothing serious, nothing critical.
And Wagtail's checks of what editors write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from selenium.webdriver.common.by import By
from wagtail.models import Workflow

from cms.editors.roles import ADMINISTRATORS, VOLUNTEERS
from content_types.taxonomy.factories import TopicFactory
from content_types.taxonomy.models import Person, Topic
from review.invitations import named
from review.models import PeerReviewTask
from review.words import suggest
from tests.e2e.admin import Admin
from tests.support.patience import PATIENCE
from tests.support.tree import Tree
from tests.support.written import BODY, written_pages, written_person, written_settings

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDTHS = {"desk": 1280, "phone": 390}
LISTS = (
    "wagtailadmin_home", "wagtailadmin_explore_root", "wagtailimages:index", "wagtailimages:add_multiple",
    "wagtaildocs:index",
    "wagtailredirects:index", "wagtailredirects:add", "wagtailusers_users:index", "wagtailusers_users:add",
    "wagtailusers_groups:index", "wagtailusers_groups:add", "wagtailsites:index", "wagtailadmin_collections:index",
    "wagtailadmin_workflows:index", "wagtailadmin_reports:workflow", "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:site_history", "review_due_report", "writing_report", "wagtailadmin_account",
    "review_questions:index", "review_questions:add", "topic_reviewers:add",
)  # fmt: skip
# Wagtail brings axe into every page of its admin.
RUN = """
const done = arguments[arguments.length - 1];
window.axe.run(document, { resultTypes: ["violations"] }).then((found) => done(found.violations
  .filter((one) => ["serious", "critical"].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`)));
"""


def addresses(tree: Tree) -> Iterator[str]:
    """A page of every kind, with something in it."""
    yield from (reverse(name) for name in LISTS)
    pages = written_pages(tree)
    for page in pages.values():
        yield reverse("wagtailadmin_pages:edit", args=[page.pk])
        yield reverse("wagtailadmin_pages:history", args=[page.pk])
    page = pages["article"]
    yield reverse("still_right", args=[page.pk])
    page.title, page.body = "Other words", [*BODY[1:], BODY[0], ("rich_text", "<p>New.</p>")]
    page.save_revision()
    yield reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", "latest"])
    PeerReviewTask.objects.get().groups.add(Group.objects.get(name=ADMINISTRATORS))
    state = page.get_workflow().start(page, get_user_model().objects.create_user("author")).current_task_state
    suggest(state.pk, named(get_user_model().objects.get(groups__name=ADMINISTRATORS)), "Other words", "Better words")
    yield reverse("page_review", args=[page.pk])
    yield reverse("wagtailadmin_pages:add", args=["tools", "toolpage", tree.tools.pk])
    person, topic = written_person(), TopicFactory(name="Housing")
    for model, term in ((Person, person), (Topic, topic)):
        yield reverse(model.snippet_viewset.get_url_name("list"))
        yield reverse(model.snippet_viewset.get_url_name("edit"), args=[term.pk])
    yield reverse("merge_term", args=["topics", topic.pk])
    yield reverse("wagtailsettings:edit", args=["core", "librarysettings", written_settings(tree).site_id])
    yield reverse("wagtailusers_groups:edit", args=[Group.objects.get(name=VOLUNTEERS).pk])
    yield reverse("wagtailadmin_workflows:edit", args=[Workflow.objects.first().pk])


def problems(admin: Admin) -> Iterator[str]:
    """What axe finds on the page that is open, each tab of its form in turn."""
    for tab in admin.driver.find_elements(By.CSS_SELECTOR, ".w-tabs__tab") or [None]:
        if tab is not None:
            admin.driver.execute_script("arguments[0].click()", tab)
        yield from admin.driver.execute_async_script(RUN)


def has_started(admin: Admin) -> Any:
    """Whether the editors of the page are there, which come after it."""
    waiting = "return [...document.querySelectorAll('[data-draftail-input]')].every((one) => one.nextElementSibling)"
    return admin.driver.execute_script(waiting)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_axe_finds_nothing_serious(
    width: int, signed_in: Callable[[str], Admin], tree: Tree, subtests: pytest.Subtests
) -> None:
    admin = signed_in(ADMINISTRATORS)
    admin.driver.set_script_timeout(PATIENCE)
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for address in addresses(tree):
        with subtests.test(page=address):
            admin.go(address)
            admin.until(lambda: has_started(admin))
            assert list(problems(admin)) == []
