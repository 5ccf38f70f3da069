"""A preview belongs to an editor and a page: whom it obeys, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_headless_preview.models import PagePreview

from cms.editors.roles import REVIEWERS, VOLUNTEERS
from content_types.core.preview import PreviewLink
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.cms.new_pages import new_page
from tests.support.admin import open_form
from tests.support.keys import ask
from tests.support.tree import Tree

READ = "query($token: String!) { page(by: {previewToken: $token}) { title } }"


def editor(role: str) -> Any:
    return get_user_model().objects.get(groups__name=role)


def token_of(client: Client, page: Page) -> str:
    """Open the preview of a page's draft, as its editor does, and give the token that the frontend gets."""
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    return parse_qs(urlsplit(answer["Location"]).query)["token"][0]


def read(token: str) -> Any:
    """What an anonymous frontend reads with the token: the title, or the code of the refusal."""
    response = ask(READ, {"token": token})
    assert "no-store" in response["Cache-Control"]
    answer = response.json()
    if "errors" in answer:
        [error] = answer["errors"]
        assert error["extensions"] == {"code": "BAD_INPUT", "field": "previewToken"}
        assert answer["data"] == {"page": None}
        return error["message"]
    return answer["data"]["page"]["title"]


@pytest.fixture
def draft(tree: Tree) -> Any:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="As it is")
    page.title = "As it will be"
    page.save_revision()
    return page


def test_each_preview_has_a_token_of_its_own(volunteer: Client, reviewer: Client, draft: Page) -> None:
    tokens = {token_of(client, draft) for client in (volunteer, reviewer, volunteer)}
    assert len(tokens) == 3
    assert {read(token) for token in tokens} == {"As it will be"}
    assert {link.editor for link in PreviewLink.objects.all()} == {editor(VOLUNTEERS), editor(REVIEWERS)}


def test_publishing_ends_the_previews_of_the_page_and_of_no_other(volunteer: Client, draft: Page, tree: Tree) -> None:
    other = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Other", slug="other")
    other.save_revision()
    mine, others = token_of(volunteer, draft), token_of(volunteer, other)
    draft.get_latest_revision().publish()
    assert "published since" in read(mine)
    assert read(others) == "Other"
    assert PagePreview.objects.count() == 1, "what the draft held is gone as well"


def test_an_editor_who_loses_the_right_loses_the_preview(volunteer: Client, reviewer: Client, draft: Page) -> None:
    lost, kept = token_of(volunteer, draft), token_of(reviewer, draft)
    editor(VOLUNTEERS).groups.clear()
    assert "is over" in read(lost)
    assert read(kept) == "As it will be"


def test_an_editor_who_is_deactivated_loses_the_preview(volunteer: Client, draft: Page) -> None:
    token = token_of(volunteer, draft)
    user = editor(VOLUNTEERS)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert "is over" in read(token)
    user.is_active = False
    user.save()
    user.is_active = True
    user.save()
    assert "is over" in read(token), "coming back brings no preview back"


def test_an_editor_who_is_deactivated_among_many_loses_the_preview(
    volunteer: Client, administrator: Client, draft: Page
) -> None:
    """No signal is sent for each of many."""
    token = token_of(volunteer, draft)
    many = reverse("wagtail_bulk_action", args=["cms_users", "user", "set_active_state"])
    administrator.post(f"{many}?id={editor(VOLUNTEERS).pk}", {"mark_as_active": "False"})
    assert PreviewLink.objects.count() == 0
    administrator.post(f"{many}?id={editor(VOLUNTEERS).pk}", {"mark_as_active": "True"})
    assert "is over" in read(token)


def test_a_page_that_was_never_saved_obeys_the_same_rules(volunteer: Client, tree: Tree) -> None:
    form, preview_url = new_page(volunteer, tree, "knowledge", "knowledge.KnowledgeArticlePage", {})
    form.preview(preview_url)
    token = PagePreview.objects.get().token
    assert read(token) == "A brand new page"
    editor(VOLUNTEERS).groups.clear()
    assert "is over" in read(token)


def test_deleting_the_page_ends_its_previews(volunteer: Client, draft: Page) -> None:
    token = token_of(volunteer, draft)
    draft.delete()
    assert "is over" in read(token)


def test_an_editor_ends_one_preview_and_then_all(volunteer: Client, draft: Page) -> None:
    first, second, third = (token_of(volunteer, draft) for _ in range(3))
    address = reverse("preview_links", args=[draft.pk])
    assert address in volunteer.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    shown = volunteer.get(address)
    assert len(BeautifulSoup(shown.content, "html.parser").select("table.listing tbody tr")) == 3
    for token in (first, second, third):
        assert token not in shown.content.decode()
    volunteer.post(address, {"link": PreviewLink.objects.get(preview__token=first).pk})
    assert "is over" in read(first)
    assert read(second) == "As it will be"
    volunteer.post(address)
    assert "is over" in read(second)
    assert "is over" in read(third)
    assert "No preview of this page is open." in volunteer.get(address).content.decode()


@pytest.mark.parametrize("link", ["x", "-1", "9" * 40, "0"])
def test_a_link_that_is_none_ends_nothing(volunteer: Client, draft: Page, link: str) -> None:
    token = token_of(volunteer, draft)
    volunteer.post(reverse("preview_links", args=[draft.pk]), {"link": link})
    assert read(token) == "As it will be"


def test_only_who_may_edit_the_page_sees_and_ends(
    volunteer: Client, sign_in: Callable[[str | None], Client], draft: Page, tree: Tree
) -> None:
    token = token_of(volunteer, draft)
    stranger = get_user_model().objects.create_user("stranger", password="x")
    stranger.groups.add(Group.objects.create(name="Enters the admin"))
    stranger.user_permissions.set(Group.objects.get(name=VOLUNTEERS).permissions.all())
    client = Client()
    client.force_login(stranger)
    for other in (client, Client(), sign_in(None)):
        assert other.post(reverse("preview_links", args=[draft.pk])).status_code in {302, 403}
    assert read(token) == "As it will be"
    assert volunteer.get(reverse("preview_links", args=[1])).status_code == 404


def test_what_is_over_is_cleared_away(volunteer: Client, draft: Page, settings: Any) -> None:
    token_of(volunteer, draft)
    settings.PREVIEW_TOKEN_MAX_AGE = -1
    token_of(volunteer, draft)
    assert PagePreview.objects.count() == 1


def test_a_changed_form_gives_its_own_preview(volunteer: Client, draft: Page) -> None:
    form = open_form(volunteer, reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    before = token_of(volunteer, draft)
    form.fill(title="Changed again").preview(reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk]))
    after = PreviewLink.objects.order_by("-pk").first()
    assert after is not None
    assert [read(before), read(after.preview.token)] == ["As it will be", "Changed again"]
