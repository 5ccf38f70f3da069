"""Each role's path from log-in to done, in a real browser as wide as a phone: how often one taps, and how long.

A volunteer's and a reviewer's are in ``test_from_draft_to_reader``, a colleague's by link in ``tests/web``. The figures
are in docs/performance.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone
from selenium.webdriver.common.keys import Keys
from wagtail.models import Site

from cms.editors.roles import ADMINISTRATORS, ORGANISERS, PEERS, VOLUNTEERS, set_up_roles
from content_types.events.factories import EventIndexPageFactory
from content_types.events.models import EventPage
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.knowledge.models import KnowledgeArticlePage, KnowledgeIndexPage
from review.models import Review, ReviewQuestion
from tests.e2e.admin import PASSWORD, Admin

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
CHOSEN = "chosen-by-ada-77"


@pytest.fixture
def phone(admin: Admin, site: Site) -> Admin:
    admin.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    return admin


@pytest.fixture
def person(site: Site) -> Callable[[str, str], Any]:
    """Somebody who has a role."""

    def make(name: str, role: str) -> Any:
        set_up_roles()  # pages may have been added on which rights hang
        user = get_user_model().objects.create_user(name, f"{name}@example.org", PASSWORD, first_name=name.title())
        user.groups.add(Group.objects.get(name=role))
        return user

    return make


def menu(admin: Admin, *words: str) -> None:
    """Follow the menu, which a phone folds away."""
    admin.click("[data-wagtail-sidebar] .sidebar-nav-toggle, .sidebar-nav-toggle")
    for one in words:
        admin.click_words(".sidebar a, .sidebar button", one)


def test_an_administrator_invites_somebody_who_comes_in(
    phone: Admin, person: Callable[[str, str], Any], settings: Any
) -> None:
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = True  # as where mail is set up
    settings.WAGTAILADMIN_BASE_URL = phone.base_url
    person("admin", ADMINISTRATORS)
    with phone.at_most(14):
        phone.sign_in("admin")
        menu(phone, "Settings", "Users")
        phone.click("a[href$='/users/new/']")
        wanted = {"username": "ada", "email": "ada@example.org", "first_name": "Ada", "last_name": "B"}
        for name, text in wanted.items():
            phone.type(f"#id_{name}", text)
        phone.click_words("[role=tab]", "Roles")
        phone.click_words("#tab-roles label", VOLUNTEERS)
        phone.click("main form footer button, main form [type=submit]")
        phone.reads(".messages", "An invitation was sent to ada@example.org")
    [sent] = mail.outbox
    (link,) = re.findall(r"(/admin/password_reset/confirm/\S+)", str(sent.body))
    phone.sign_out()
    with phone.at_most(8):
        phone.go(link)
        phone.taps += 1  # the link in the mail
        phone.type("#id_new_password1", CHOSEN)
        phone.type("#id_new_password2", CHOSEN)
        phone.click("[type=submit]")
        phone.click_words("a", "Login")
        phone.type("#id_username", "ada")
        phone.type("#id_password", CHOSEN)
        phone.click("button[type=submit]")
        phone.reads("main", "Your first hour")
    assert [one.name for one in get_user_model().objects.get(username="ada").groups.all()] == [VOLUNTEERS]


def test_an_events_organiser_publishes_an_event(phone: Admin, person: Callable[[str, str], Any], site: Site) -> None:
    EventIndexPageFactory(parent=site.root_page)
    person("ollie", ORGANISERS)
    begins = timezone.localtime() + timedelta(days=2)
    with phone.at_most(9):
        phone.sign_in("ollie")
        phone.click_words(".what-to-add-empty a", "Event")
        phone.type("#id_title", "Asking about money")
        phone.type("#id_summary", "An hour on how to ask.")
        phone.type("#id_start", begins.strftime("%Y-%m-%d 19:00"))
        phone.type("#id_end", begins.strftime("%Y-%m-%d 20:00"))
        calendar = phone.find(".xdsoft_datetimepicker").rect
        assert calendar["x"] >= 0, "all days of the week are in sight"
        assert calendar["x"] + calendar["width"] <= PHONE["width"]
        phone.find("#id_end").send_keys(Keys.TAB)
        phone.saved()
        phone.click_words("footer button", "Publish")
        phone.until(lambda: EventPage.objects.filter(live=True).exists())
    phone.go("/admin/")
    phone.reads("main", "Asking about money")


def test_a_peer_reviewer_finds_claims_compares_and_answers(phone: Admin, person: Callable[[str, str], Any]) -> None:
    author = get_user_model().objects.get(username="volunteer")
    page = KnowledgeArticlePageFactory(parent=KnowledgeIndexPage.objects.get(), title="On money", owner=author)
    page.summary = "What helps families most."
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    ReviewQuestion.objects.create(text="Is it kind?")
    person("pia", PEERS)
    with phone.at_most(9):
        phone.sign_in("pia")
        phone.click_words("main a.button", "Claim it, answer by questions")
        phone.click_words(".page-review button", "I will read it")
        phone.reads(".messages", "It is yours")
        phone.click_words(".page-review a.button", "What changed against what is live")
        phone.reads("main", "What helps families most.")
        phone.driver.back()
        phone.taps += 1
        phone.click_words(".page-review__question label", "Yes")
        phone.click_words(".page-review button", "It is good as it is")
        phone.reads(".messages", "is approved and published")
    assert Review.objects.get().shown_name == "Pia"
    assert KnowledgeArticlePage.objects.get(pk=page.pk).summary == "What helps families most."


def test_an_editor_publishes_and_restores(phone: Admin) -> None:
    page = KnowledgeArticlePageFactory(parent=KnowledgeIndexPage.objects.get(), title="On money", live=False)
    page.save_revision()
    edit = f"/admin/pages/{page.pk}/edit/"
    with phone.at_most(5):
        phone.sign_in("reviewer")
        phone.go(edit)
        phone.taps += 1  # from a mail or a list
        phone.click_words("footer button", "Publish")
        phone.reads(".messages", "published")
    page.refresh_from_db()
    page.title = "On something else"
    page.save_revision().publish()
    with phone.at_most(4):
        phone.go(f"/admin/pages/{page.pk}/history/")
        phone.taps += 1
        phone.click("main tbody tr:nth-last-child(2) .w-dropdown__toggle")
        phone.click_words("a", "Review this version")
        phone.find("#id_title")
        phone.click_words("footer button", "Publish")
        phone.reads(".messages", "published")
    assert KnowledgeArticlePage.objects.get(pk=page.pk).title == "On money"
