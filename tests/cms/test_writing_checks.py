"""Advice beside the form, the stop that a setting makes of it, and the report of the published library."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.writing_checks import looking, recording
from cms.writing_checks.drafts import LEFT_AFTER, Outcome, check_drafts, outcomes
from cms.writing_checks.models import CheckedPage, Link, StoredFinding
from cms.writing_checks.required import look_at_required
from content_types.core.completeness import problems_of
from content_types.core.models import Source
from content_types.core.writing_checks.draft import draft_of
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from tests.cms.new_pages import new_page
from tests.support.admin import open_form
from tests.support.statements import SIZES
from tests.support.tree import Tree

FIGURE = '<p>In all, 31% of children are poor. See <a href="http://old.example/a">CAMHS</a>.</p><p>4.5 million are.</p>'
SUMMARY = "How to ask every family about money, kindly and as routine."
WRITTEN = nested_form_data({"body": streamfield([("rich_text", rich_text(FIGURE))])})  # as the page's script sends it


@pytest.fixture(autouse=True)
def _database_engine(settings: Any) -> None:
    settings.ELASTICSEARCH_URL = ""


def article(tree: Tree, **values: Any) -> Any:
    """A published article whose text the checks have something to say of."""
    given = {"title": "On money", "summary": SUMMARY, "body": [("rich_text", FIGURE)], **values}
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, **given)
    return type(page).objects.get(pk=page.pk)  # whose blocks have ids


def edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def soup(content: Any) -> BeautifulSoup:
    return BeautifulSoup(content, "html.parser")


def found(panel: Any) -> dict[str, list[str]]:
    """What a panel says, by check."""
    return {
        " ".join(one.h3.text.split()): [" ".join(row.text.split()) for row in one("li")]
        for one in panel.select(".advice__check")
    }


# --- What is read of a page ------------------------------------------------------------------------------------------


def test_every_block_is_read_with_its_place(tree: Tree) -> None:
    page = article(tree)
    draft = draft_of(page)
    block = page.body.raw_data[0]["id"]
    assert [one.place for one in draft.passages] == [("body", block)] * 2
    assert [one.has_source for one in draft.passages] == [True, False]
    assert [(one.url, one.place) for one in draft.links] == [("http://old.example/a", ("body", block))]
    assert not draft.has_owner
    assert not draft.has_sources
    Source.objects.create(page=page, title="Marmot", url="https://example.org/")
    again = draft_of(type(page).objects.get(pk=page.pk))
    assert again.has_sources
    assert again.links[-1].place == ("sources", "0", "url")


def test_what_blocks_of_any_type_say_is_read(tree: Tree) -> None:
    image = {"image": 1, "alt_text": "", "decorative": False, "caption": "", "credit": ""}
    body = [
        {"type": "image", "id": "i", "value": image},
        {"type": "embed", "id": "e", "value": {"url": "https://vimeo.com/1", "title": "A film", "transcript": ""}},
        {
            "type": "key_facts",
            "id": "k",
            "value": {"title": "", "facts": [{"figure": "9", "label": "children", "source_title": ""}]},
        },
        {"type": "references", "id": "r", "value": {"title": "", "items": [{"title": "Marmot", "url": "http://a.b/"}]}},
    ]
    page = KnowledgeArticlePageFactory.build(body=[])
    page.body = page.body.stream_block.to_python(body)
    page.pk, page.locale = 1, tree.home.locale
    draft = draft_of(page)
    assert [one.place for one in draft.pictures] == [("body", "i")]
    assert draft.silent_media == (("body", "e"),)
    assert [(one.text, one.place, one.has_source) for one in draft.facts] == [("9 children", ("body", "k"), False)]
    assert draft.has_sources
    assert [one.url for one in draft.links] == ["https://vimeo.com/1", "http://a.b/"]


def test_a_draft_with_gaps_can_be_read(tree: Tree) -> None:
    page = EventPageFactory(parent=tree.events, live=False, summary="", body=[], start=None, end=None)
    draft = draft_of(page)
    assert not [*draft.prose]
    assert not draft.is_reviewed


# --- Beside the form -------------------------------------------------------------------------------------------------


def test_advice_stands_beside_the_form_and_leads_into_it(volunteer: Client, tree: Tree) -> None:
    page = article(tree)
    panel = soup(volunteer.get(edit(page)).content).select_one("[data-side-panel='advice']")
    said = found(panel)
    assert list(said)[:1] == ["Insecure link"]
    assert len(said["Figure without a source"]) == 1, "the paragraph with a link has one"
    assert "“CAMHS” is not explained" in said["Acronym without explanation"][0]
    link = panel.select_one(".advice__check a")["href"]
    assert link == f"#:w:contentpath=body.{page.body.raw_data[0]['id']}"


def test_advice_follows_an_autosave(volunteer: Client, tree: Tree) -> None:
    page = article(tree, live=False)
    form = open_form(volunteer, edit(page))
    text = {"body": streamfield([("rich_text", rich_text("<p>Ask every family.</p>"))])}
    form.fill(summary="Ask.", **nested_form_data(text))
    answer = volunteer.post(form.url, form.data, headers={"accept": "application/json"}).json()
    partials = soup(answer["html"])
    target = "[data-side-panel='advice']"
    template = partials.find("template", attrs={"data-w-teleport-target-value": target})
    panel = soup(template.decode_contents())
    assert "Acronym without explanation" not in found(panel)
    assert "Summary missing" in found(panel)
    counter = re.search(r"data-side-panel-toggle-counter class=[^>]*>(\d+)<", answer["html"])
    assert counter is not None
    assert int(counter[1]) == sum(map(len, found(panel).values()))


def test_a_new_page_says_when_advice_will_come(volunteer: Client, tree: Tree) -> None:
    url = reverse("wagtailadmin_pages:add", args=["knowledge", "knowledgearticlepage", tree.knowledge.pk])
    assert "once the first draft is saved" in soup(volunteer.get(url).content).select_one(".advice").text


def test_what_the_library_has_already_is_named_to_whoever_begins(volunteer: Client, tree: Tree) -> None:
    there = article(tree, title="Asking about money")
    call_command("rebuild_search", verbosity=0)
    draft = article(tree, title="Asking about money kindly", live=False)
    panel = soup(volunteer.get(edit(draft)).content).select_one("[data-side-panel='advice']")
    assert found(panel)["Already in the library"] == ["Asking about money"]
    published = soup(volunteer.get(edit(there)).content).select_one("[data-side-panel='advice']")
    assert "Already in the library" not in found(published)


def test_pages_that_are_no_resources_have_no_advice(reviewer: Client, tree: Tree) -> None:
    assert soup(reviewer.get(edit(tree.home)).content).select_one("[data-side-panel='advice']") is None


def test_a_check_that_fails_hinders_nobody(
    volunteer: Client, tree: Tree, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = article(tree)
    monkeypatch.setattr(looking, "findings_of", lambda *arguments, **named: 1 / 0)
    assert "It could not be looked over" in volunteer.get(edit(page)).content.decode()
    assert recording.check_published() == 1
    assert recording.check_published() == 0, "it is not tried each minute"
    assert "could not be looked over" in caplog.text


# --- As a stop -------------------------------------------------------------------------------------------------------


def test_by_default_nothing_is_a_stop(reviewer: Client, tree: Tree) -> None:
    page = article(tree, live=False)
    open_form(reviewer, edit(page)).submit(**{"action-publish": "1"})
    assert Page.objects.get(pk=page.pk).live


def test_a_named_check_stops_publishing_and_keeps_what_was_typed(reviewer: Client, tree: Tree, settings: Any) -> None:
    settings.WRITING_CHECKS_REQUIRED = ["figure_source"]
    page = article(tree, live=False)
    assert any("without a source" in one for one in problems_of(page))
    form = open_form(reviewer, edit(page)).fill(title="As typed", **WRITTEN)
    answer = form.submit(**{"action-publish": "1"})
    assert "The page was not published yet." in answer.content.decode()
    assert "As typed" in answer.content.decode()
    assert not Page.objects.get(pk=page.pk).live
    # The source that is added in this very form counts.
    row = {"title": "Marmot", "kind": "paper", "url": "", "doi": "", "year": "", "id": ""}
    form.fill(**nested_form_data({"sources": inline_formset([row])})).submit(**{"action-publish": "1"})
    assert Page.objects.get(pk=page.pk).live


def test_a_named_check_stops_a_new_page_too(reviewer: Client, tree: Tree, settings: Any) -> None:
    settings.WRITING_CHECKS_REQUIRED = ["review_date"]
    form, _ = new_page(reviewer, tree, "knowledge", "knowledge.KnowledgeArticlePage", {"kind": "explainer"})
    answer = form.submit(**{"action-publish": "1"})
    assert "no day of review" in answer.content.decode()
    assert not Page.objects.filter(slug="a-brand-new-page").exists()
    form.fill(review_due=str(timezone.localdate() + timedelta(days=90))).submit(**{"action-publish": "1"})
    assert Page.objects.get(slug="a-brand-new-page").live


def test_a_check_that_nobody_knows_ends_the_start(settings: Any) -> None:
    assert look_at_required(None) == []
    settings.WRITING_CHECKS_REQUIRED = ["spelling"]
    assert [one.id for one in look_at_required(None)] == ["library.E014"]


# --- The report ------------------------------------------------------------------------------------------------------


def rows(client: Client, **query: str) -> list[str]:
    page = client.get(reverse("writing_report"), query)
    return [one.a.text for one in soup(page.content).select("table.listing tbody tr")]


def test_the_report_has_what_the_checks_find_of_what_is_published(volunteer: Client, tree: Tree) -> None:
    user = get_user_model().objects.get(groups__name="Volunteer editors")
    due = timezone.localdate() + timedelta(days=9)
    right = {"review_due": due, "owner": user}
    article(tree, title="Right", body=[("rich_text", "<p>Ask.</p>")], **right)
    article(tree, title="Much")
    article(tree, title="Little", body=[("rich_text", "<p>Ask.</p>")], **{**right, "owner": None})
    article(tree, title="Draft", live=False)
    call_command("check_writing", verbosity=0)
    assert rows(volunteer) == ["Much", "Little"]
    assert rows(volunteer, check="owner") == ["Much", "Little"]
    assert rows(volunteer, check="acronym") == ["Much"]
    csv = b"".join(volunteer.get(reverse("writing_report"), {"export": "csv"})).decode()
    assert "Acronym without explanation: “CAMHS” is not explained." in csv
    assert "Writing checks" in volunteer.get("/admin/").content.decode()


def test_the_report_is_not_for_members(member: Client) -> None:
    assert member.get(reverse("writing_report")).status_code == 302


def test_a_page_is_looked_at_when_it_was_published_and_once_a_month(tree: Tree) -> None:
    page = article(tree)
    assert recording.check_published() == 1
    assert recording.check_published() == 0
    seen = {one.url for one in Link.objects.filter(pages=page)}
    assert seen == {"https://old.example/a"}, "it is asked over https"
    page.body, page.last_published_at = [], timezone.now()
    page.save()
    assert recording.check_published() == 1
    assert not Link.objects.exists()
    assert not StoredFinding.objects.filter(check_code="acronym").exists()
    CheckedPage.objects.update(checked_at=timezone.now() - timedelta(days=31))
    out = StringIO()
    call_command("check_writing", stdout=out)
    assert out.getvalue() == "1 resources were looked at.\n"


def test_the_report_and_the_round_cost_the_same_for_more(volunteer: Client, tree: Tree) -> None:
    page = article(tree)
    report, rounds = [], []
    made = 1
    for size in SIZES:
        while made < size:
            page = article(tree, title=f"Number {made}")
            Source.objects.create(page=page, title="Marmot", url=f"https://example.org/{made}")
            made += 1
        CheckedPage.objects.update(checked_at=None)
        with CaptureQueriesContext(connection) as captured:
            recording.check_published()
        rounds.append(len(captured))
        volunteer.get(reverse("writing_report"))
        with CaptureQueriesContext(connection) as captured:
            assert len(rows(volunteer)) == size
        report.append(len(captured))
    assert len(set(report)) == 1, report
    assert rounds[2] - rounds[1] <= 60, rounds  # what is known of a page's links: one statement each


def test_it_is_measured_whether_advice_drives_people_away(volunteer: Client, tree: Tree) -> None:
    """Of two drafts with a figure and no source one is published and one is left; of one without, published."""
    now = timezone.now()
    with_figure = [article(tree, title=f"Figure {n}", live=False, first_published_at=None) for n in range(2)]
    sound = article(tree, title="Sound", live=False, first_published_at=None, body=[("rich_text", "<p>Be kind.</p>")])
    for page in (*with_figure, sound):
        page.save_revision()
    assert check_drafts() == 3
    assert check_drafts() == 0, "until one changes"
    for page in (with_figure[0], sound):
        page.get_latest_revision().publish()
    before = {one.label: one for one in outcomes(now)}["Figure without a source"]
    assert (before.found, before.others) == (Outcome(2, 1, 0), Outcome(1, 1, 0))
    after = {one.label: one for one in outcomes(now + LEFT_AFTER + timedelta(days=1))}["Figure without a source"]
    assert (after.found, after.found.share_left, after.others.share_left) == (Outcome(2, 1, 1), 50, 0)
    call_command("check_writing", verbosity=0)
    rows = soup(volunteer.get(reverse("writing_report")).content).select("table.listing")[-1].select("tbody tr")
    told = {row.td.text: [cell.text for cell in row.select("td")[1:]] for row in rows}
    assert told["Figure without a source"] == ["2", "1", "0", "0%", "0%"]
    with CaptureQueriesContext(connection) as statements:
        outcomes()
    assert len(statements) == 2
