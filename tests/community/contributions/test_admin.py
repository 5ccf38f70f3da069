"""Contributions in the admin: whose a page is stands on its form and its review, where it is declined, too."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from cms.editors.roles import VOLUNTEERS
from community.contributions.contributing import contribute, revise
from community.contributions.models import Contribution
from community.contributions.reading import with_status
from tests.community.contributions.people import account, members
from tests.review.people import in_review
from tests.support.tree import Tree

pytestmark = pytest.mark.django_db
SENT = {"type": "article", "title": "On money", "summary": "What helps.", "body": "Ask.", "submit": True}


@pytest.fixture
def one(tree: Tree) -> Contribution:
    in_review(tree)
    (ana,) = members(1)
    return contribute(ana, "k", {**SENT, "title": "Of a member"})


def shown(user: Any, name: str, *parts: Any) -> BeautifulSoup:
    client = Client()
    client.force_login(user)
    response = client.get(reverse(name, args=parts))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def decline(user: Any, one: Contribution, **fields: str) -> tuple[int, str]:
    """Press “Decline it”; gives the status, and what is said."""
    client, path = Client(), reverse("page_review", args=[one.page_id])
    client.force_login(user)
    response = client.post(path, {"do": "decline_contribution", **fields})
    status = response.status_code
    if status == 302:
        response = client.get(path)
    told = BeautifulSoup(response.content, "html.parser").select_one(".messages" if status == 302 else "[role=alert]")
    return status, " ".join(told.text.split()) if told is not None else ""


def status_of(one: Contribution) -> str:
    return str(with_status(Contribution.objects.filter(pk=one.pk)).get().status)  # type: ignore[attr-defined]


def test_whose_it_is(one: Contribution, tree: Tree) -> None:
    rita = account("rita")
    words = f"Contributed by member0 on {one.created_at:%-d %B %Y}: in review. All contributions"
    for name in ("wagtailadmin_pages:edit", "page_review"):
        page = shown(rita, name, one.page_id)
        assert words in " ".join(page.text.split()), name
        assert page.select_one(f"main a[href='{reverse('contributions')}']"), name
    assert "Contributed by" not in shown(rita, "wagtailadmin_pages:edit", tree.knowledge.pk).text
    assert [row.text.strip() for row in shown(rita, "contributions").select("td.title a")] == ["Of a member"]


def test_declined_on_the_review_screen(one: Contribution) -> None:
    rita = account("rita")
    read = str(one.page.get_latest_revision().pk)
    form = shown(rita, "page_review", one.page_id).select_one("#decline form")
    assert form.select_one("[name=revision]")["value"] == read
    assert decline(rita, one, revision=read, reason=" ")[0] == 422
    revise(one.member, "k2", one.pk, {"body": "More.", "submit": True})
    assert decline(rita, one, revision=read, reason="We have one.") == (
        422,
        "The member changed it after you opened it. Read it again; nothing was changed.",
    )
    mail.outbox.clear()
    now = str(Page.objects.get(pk=one.page_id).latest_revision_id)
    for _ in range(2):
        assert decline(rita, one, revision=now, reason="We have <b>one</b>.")[1].endswith("its member is told why.")
    assert status_of(one) == "declined"
    assert [letter.to for letter in mail.outbox] == [["member0@example.org"]]
    page = shown(rita, "page_review", one.page_id)
    assert "The member was told: We have <b>one</b>." in " ".join(page.text.split())
    assert page.select_one("#decline") is None


def test_nobody_else_declines(one: Contribution, tree: Tree) -> None:
    vic = account("vic", VOLUNTEERS)
    one.page.owner = rita = account("rita")
    one.page.save()
    for nobody in (vic, rita):  # who may not publish, and whose own it is
        client = Client()
        client.force_login(nobody)
        path = reverse("page_review", args=[one.page_id])
        assert b"decline_contribution" not in client.get(path).content
        answer = client.post(path, {"do": "decline_contribution", "reason": "No."})
        assert answer.status_code in {302, 403, 422}
    assert status_of(one) == "in_review"
