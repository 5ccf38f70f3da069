"""The browser of the end-to-end tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.models import Collection, Locale, Page, Site

from cms.editors.roles import REVIEWERS, VOLUNTEERS, set_up_roles
from content_types.core.factories import HomePageFactory
from content_types.knowledge.factories import KnowledgeIndexPageFactory
from tests.e2e.admin import PASSWORD, Admin
from tests.e2e.browser import chromium, missing_programs
from tests.support.tree import Tree

PICTURES = Path(__file__).resolve().parents[2] / "var" / "test-failures"
failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the fixture whether its test failed."""
    report = yield
    if report.when == "call":
        item.stash[failed] = report.failed
    return report


@pytest.fixture
def admin(request: pytest.FixtureRequest, live_server: Any, settings: Any) -> Iterator[Admin]:
    """A browser in the admin of the live server. What it shows when the test fails is kept as a picture."""
    missing = missing_programs()
    if missing:
        pytest.skip(f"{' and '.join(missing)} is not installed. Install Debian's chromium and chromium-driver.")
    settings.SITE_URL = live_server.url
    with chromium() as driver:
        yield Admin(driver, live_server.url)
        if request.node.stash.get(failed, False):
            PICTURES.mkdir(parents=True, exist_ok=True)
            picture = PICTURES / (re.sub(r"[^\w-]+", "-", request.node.name) + ".png")
            driver.save_screenshot(str(picture))
            print(f"What the browser showed: {picture}")  # noqa: T201 - pytest shows it below the failure


@pytest.fixture
def signed_in(admin: Admin, transactional_db: None, tree: Tree) -> Callable[[str], Admin]:
    """The browser with somebody of a role signed in, on the small site that every test finds."""
    host, port = admin.base_url.removeprefix("http://").split(":")
    tree.site.hostname, tree.site.port = host, int(port)
    tree.site.save()
    set_up_roles()

    def signed_in(role: str) -> Admin:
        user = get_user_model().objects.create_user(
            role.split()[0].lower(), f"{role.split()[0]}@example.org", "a-password"
        )
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        admin.go("/admin/login/")  # a cookie is set on a page of its site
        admin.driver.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value, "path": "/"})
        return admin

    return signed_in


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
