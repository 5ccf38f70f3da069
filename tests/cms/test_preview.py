"""Previewing a draft needs no frontend: every type, saved or not, by a token that grows old."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from content_types.core.factories import StandardPageFactory
from content_types.events.factories import EventPageFactory
from content_types.initiatives.factories import InitiativeFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from content_types.tools.factories import ToolPageFactory
from content_types.wellbeing.factories import WellbeingGuidancePageFactory
from tests.cms.new_pages import BODY, EMPTY, new_page
from tests.support.admin import open_form
from tests.support.tree import Tree

TYPES = [
    ("knowledge", "knowledge.KnowledgeArticlePage", {}),
    ("tools", "tools.ToolPage", {"audience": "Ward teams at night"}),
    ("wellbeing", "wellbeing.WellbeingGuidancePage", {}),
    (
        "events",
        "events.EventPage",
        {"start": "2030-07-01 18:30", "end": "2030-07-01 19:30", "time_zone": "Europe/London"},
    ),
    (
        "initiatives",
        "initiatives.Initiative",
        {"location_name": "Bradford", "latitude": "53.8", "longitude": "-1.76"},
    ),
    ("home", "core.StandardPage", {}),
]


@pytest.mark.parametrize(("parent", "label", "values"), TYPES, ids=[label for _, label, _ in TYPES])
def test_preview_of_a_page_that_was_never_saved(
    volunteer: Client, tree: Tree, parent: str, label: str, values: dict[str, Any]
) -> None:
    topic = TopicFactory(name="Damp homes")
    form, preview_url = new_page(volunteer, tree, parent, label, values)
    if label != "core.StandardPage":
        form.fill(topics=[str(topic.pk)])
    response = form.preview(preview_url)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Preview: not published." in text
    assert "A brand new page" in text
    assert "Words of the draft." in text
    assert "18:30" in text or label != "events.EventPage"
    assert "Damp homes" in text or label == "core.StandardPage"
    assert not Page.objects.filter(title="A brand new page").exists()


@pytest.mark.parametrize("kind", ["knowledge", "tools", "wellbeing", "events", "initiatives", "standard"])
def test_preview_of_a_saved_page_shows_what_the_form_holds(volunteer: Client, tree: Tree, kind: str) -> None:
    factories: dict[str, Any] = {
        "knowledge": KnowledgeArticlePageFactory,
        "tools": ToolPageFactory,
        "wellbeing": WellbeingGuidancePageFactory,
        "events": EventPageFactory,
        "initiatives": InitiativeFactory,
        "standard": StandardPageFactory,
    }
    page = factories[kind](parent=tree.home if kind == "standard" else getattr(tree, kind))
    form = open_form(volunteer, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    form.fill(title="As it will be", **BODY)
    for name in EMPTY.get(page._meta.label, ()):
        form.fill(**nested_form_data({name: streamfield([])}))
    text = form.preview(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])).content.decode()
    assert "As it will be" in text
    assert "Words of the draft." in text
    page.refresh_from_db()
    assert page.title != "As it will be"


def frame_address(client: Client, page: Page) -> str:
    """The address that the admin's preview of a page shows in its frame."""
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    page.save_revision()
    found = re.search(r'<iframe src="([^"]+)"', client.get(url).content.decode())
    assert found
    return found[1].replace("&amp;", "&")


def test_preview_refuses_an_old_token(volunteer: Client, tree: Tree, settings) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Draft", live=False)
    url = frame_address(volunteer, page)
    assert volunteer.get(url).status_code == 200
    settings.PREVIEW_TOKEN_MAX_AGE = -1
    refused = volunteer.get(url)
    assert refused.status_code == 403
    assert "has expired" in refused.content.decode()


@pytest.mark.parametrize("token", ["", "nonsense", "id=1:abc:def", "x" * 5000])
def test_preview_refuses_a_forged_token(client: Client, tree: Tree, token: str) -> None:
    response = client.get("/preview/", {"token": token, "content_type": "knowledge.knowledgearticlepage"})
    assert response.status_code == 403
    assert "not a preview token" in response.content.decode()


def test_preview_is_not_kept_or_indexed(volunteer: Client, tree: Tree) -> None:
    response = volunteer.get(frame_address(volunteer, KnowledgeArticlePageFactory(parent=tree.knowledge)))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_preview_of_the_home_page_and_an_index(volunteer: Client, tree: Tree) -> None:
    for page in (tree.home, tree.events):
        assert page.title in volunteer.get(frame_address(volunteer, page)).content.decode()
