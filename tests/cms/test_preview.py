"""Previewing a draft: every type, saved or not, is given to the site by a token that grows old."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_headless_preview.models import PagePreview

from content_types.core.factories import StandardPageFactory
from content_types.core.registry import ContentType
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.cms.new_pages import BODY, made_values, new_page
from tests.support.admin import open_form
from tests.support.graphql import GraphQL
from tests.support.tree import Tree
from tests.support.types import TYPES, factory_of

BLOCKS = "body { ... on RichTextBlock { text { plain } } }"
DRAFT = f"""query($token: String!) {{ page(by: {{previewToken: $token}}) {{ title
  ... on Resource {{ topics {{ name }} {BLOCKS} }} ... on StandardPage {{ {BLOCKS} }} }} }}"""


def shown(token: str | None = None) -> dict[str, Any]:
    """What the site is told of a draft, by a token or by the only one."""
    found: dict[str, Any] = GraphQL(Client())(DRAFT, token=token or PagePreview.objects.get().token)["page"]
    return found


@pytest.mark.parametrize("kind", TYPES, ids=lambda one: one.name)
def test_preview_of_a_page_that_was_never_saved(volunteer: Client, tree: Tree, kind: ContentType) -> None:
    topic = TopicFactory(name="Damp homes")
    made = factory_of(kind.model)(parent=tree.indexes[kind.folder])
    form, preview_url = new_page(volunteer, tree, kind.folder, kind.model._meta.label, made_values(volunteer, made))
    form.fill(topics=[str(topic.pk)]).preview(preview_url)
    assert shown() == {
        "title": "A brand new page",
        "topics": [{"name": "Damp homes"}],
        "body": [{"text": {"plain": "Words of the draft."}}],
    }
    assert not Page.objects.filter(title="A brand new page").exists()


def test_preview_of_a_standing_page_that_was_never_saved(volunteer: Client, tree: Tree) -> None:
    form, preview_url = new_page(volunteer, tree, "home", "core.StandardPage", {})
    form.preview(preview_url)
    assert shown() == {"title": "A brand new page", "body": [{"text": {"plain": "Words of the draft."}}]}


@pytest.mark.parametrize("kind", [*TYPES, None], ids=lambda one: one.name if one else "standard")
def test_preview_of_a_saved_page_shows_what_the_form_holds(
    volunteer: Client, tree: Tree, kind: ContentType | None
) -> None:
    page = factory_of(kind.model)(parent=tree.indexes[kind.folder]) if kind else StandardPageFactory(parent=tree.home)
    form = open_form(volunteer, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    form.fill(title="As it will be", **BODY)
    form.preview(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]))
    found = shown()
    assert (found["title"], found["body"]) == ("As it will be", [{"text": {"plain": "Words of the draft."}}])
    page.refresh_from_db()
    assert page.title != "As it will be"


def frame_address(client: Client, page: Page) -> str:
    """The address that the admin's preview of a page leads to."""
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    page.save_revision()
    return str(client.get(url)["Location"])


def test_preview_of_the_home_page_and_an_index(volunteer: Client, tree: Tree) -> None:
    for page in (tree.home, tree.events):
        (token,) = parse_qs(urlsplit(frame_address(volunteer, page)).query)["token"]
        assert shown(token) == {"title": page.title}


def test_a_preview_is_shown_by_the_site(volunteer: Client, tree: Tree, settings: Any) -> None:
    there = "https://www.example.org/preview"
    settings.PREVIEW_URL = there
    settings.WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": there}, "REDIRECT_ON_PREVIEW": False}
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    page.save_revision()
    frame = volunteer.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content
    address = BeautifulSoup(frame, "html.parser").find("iframe")["src"]
    assert address.startswith(f"{there}/?content_type=knowledge.knowledgearticlepage&token=")
    assert b"width=device-width" in frame, "or a phone draws it as small as a desk"


def test_without_a_site_there_is_a_note_in_place_of_every_draft(volunteer: Client, client: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="A draft", live=False)
    address = frame_address(volunteer, page)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "PREVIEW_URL" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    for token in ("", "nonsense", "id=1:abc:def", "x" * 5000):
        assert client.get("/preview/", {"token": token}).content == answer.content, "no token is looked at"


def test_nothing_is_checked_of_a_preview_that_is_another_sites(volunteer: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, live=False)
    form = volunteer.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
    panel = BeautifulSoup(form, "html.parser").find(attrs={"data-side-panel": "checks"})
    words = "Checks The preview is a page of another site, so nothing is checked here. Check it there."
    assert panel.get_text(" ", strip=True) == words
