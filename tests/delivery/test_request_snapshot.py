"""What every request must know is what Wagtail would say, in one statement."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, Site
from wagtail.models.sites import get_site_for_hostname

from content_types.knowledge.factories import KnowledgeArticlePageFactory
from delivery.context import ReadContext
from delivery.request_snapshot import RequestSnapshot
from delivery.visibility import Viewer
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db

HOSTS, PORTS = ("a.example", "b.example", "c.example"), (80, 443, 8000)


def wagtails_choice(hostname: str, port: int) -> int | None:
    try:
        return get_site_for_hostname(hostname, port).pk
    except Site.DoesNotExist:
        return None


@pytest.mark.parametrize(
    "sites",
    [
        [],
        [("a.example", 80, True)],
        [("a.example", 80, False)],
        [("a.example", 80, True), ("b.example", 80, False)],
        [("a.example", 80, False), ("a.example", 443, True), ("b.example", 8000, False)],
        [("a.example", 80, False), ("a.example", 443, False), ("b.example", 8000, True)],
        [("a.example", 80, False), ("a.example", 443, False)],
        [("b.example", 443, False), ("b.example", 8000, False), ("a.example", 80, True)],
    ],
)
def test_the_site_is_the_one_that_wagtail_chooses(tree: Tree, sites: list[tuple[str, int, bool]]) -> None:
    Site.objects.all().delete()
    for hostname, port, default in sites:
        Site.objects.create(hostname=hostname, port=port, is_default_site=default, root_page=tree.home)
    snapshot = RequestSnapshot.read(timezone.now())
    for hostname, port in product(HOSTS, PORTS):
        found = snapshot.site_for(hostname, port)
        assert (found.key if found else None) == wagtails_choice(hostname, port), (hostname, port)
        if found:
            assert found.root_url == Site.objects.get(pk=found.key).root_url


def test_addresses_are_wagtails_whatever_host_is_asked(tree: Tree, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    inner = KnowledgeArticlePageFactory(parent=tree.knowledge)
    Site.objects.create(hostname="inner.example", port=8000, root_page=tree.knowledge)
    outside = Page.get_first_root_node().add_child(instance=Page(title="Outside", slug="outside"))
    for host in ("testserver", "inner.example:8000", "inner.example", "elsewhere.example"):
        request = RequestFactory().get("/", headers={"host": host})
        context = ReadContext.of(request)
        for page in (tree.home, tree.knowledge, inner, outside):
            parts = page.get_url_parts(request)
            assert context.page_path(page) == (parts[2] if parts else None)
            assert context.page_url(page) == (f"{parts[1]}{parts[2]}" if parts else None)


def test_it_is_one_statement_with_everything_in_it(tree: Tree) -> None:
    hidden = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    tree.knowledge.refresh_from_db()
    tree.knowledge.live = False
    tree.knowledge.save()
    viewer = Viewer()
    with CaptureQueriesContext(connection) as captured:
        assert viewer.hidden_pages.hides(hidden.pk, hidden.path)
        assert viewer.hidden_collections.paths == ()
        assert viewer.snapshot.locales == dict(Locale.objects.values_list("pk", "language_code")) or len(captured) == 2
    assert len(captured) == 2, "the ground, and the languages that the test compares with"
