"""The dashboard and the reports."""

from __future__ import annotations

from datetime import timedelta

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content_types.core.registry import content_types
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.support.tree import Tree


def test_the_dashboard_asks_in_ones_own_words_and_leads_straight_to_the_form(volunteer: Client, tree: Tree) -> None:
    page = BeautifulSoup(volunteer.get("/admin/").content, "html.parser")
    links = page.select(".what-to-add a")
    assert [link.find("strong").text for link in links] == [
        starter.label for one in content_types() for starter in one.starters
    ]
    assert all(link.find("span").text for link in links)
    assert [link.text for link in page.select(".what-to-add-empty a")] == [one.label for one in content_types()]
    form = BeautifulSoup(volunteer.get(links[0]["href"]).content, "html.parser")
    assert form.select_one("select[name='kind'] option[selected]")["value"] == "paper_summary"
    assert "What they asked" in str(form.select_one("[data-block]") or form)


def test_the_dashboard_offers_nothing_where_nothing_may_be_added(volunteer: Client, tree: Tree) -> None:
    tree.knowledge.delete()
    page = BeautifulSoup(volunteer.get("/admin/").content, "html.parser")
    assert len(page.select(".what-to-add-empty a")) == len(list(content_types())) - 1
    assert "A paper you liked" not in page.text


def test_the_report_lists_what_is_due_the_longest_overdue_first(volunteer: Client, tree: Tree) -> None:
    today = timezone.localdate()
    for title, days, live in (("Soon", 20, True), ("Overdue", -20, True), ("Far", 90, True), ("Draft", -5, False)):
        KnowledgeArticlePageFactory(
            parent=tree.knowledge, title=title, live=live, review_due=today + timedelta(days=days)
        )
    page = volunteer.get(reverse("review_due_report"))
    rows = BeautifulSoup(page.content, "html.parser").select("table.listing tbody tr")
    assert [row.find("a").text for row in rows] == ["Overdue", "Soon"]
    assert "overdue" in rows[0].text
    assert "Review due" in volunteer.get("/admin/").content.decode()
    narrowed = volunteer.get(reverse("review_due_report_results"), {"review_due": today.isoformat()})
    assert "Soon" not in narrowed.content.decode()
    assert b"Overdue" in b"".join(volunteer.get(reverse("review_due_report"), {"export": "csv"}))


def test_the_report_is_not_for_members(member: Client, tree: Tree) -> None:
    assert member.get(reverse("review_due_report")).status_code == 302
