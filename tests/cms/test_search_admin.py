"""The menu Library search of the admin:
who sees what in it, synonyms, promoted results, the report and the state of the index."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from cms.editors.roles import ADMINISTRATORS, REVIEWERS, VOLUNTEERS
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from search import outbox
from search.models import IndexOperation, SearchCount, Synonym
from tests.support.admin import open_form, refused
from tests.support.tree import Tree


@pytest.fixture(autouse=True)
def _database_engine_unless_said(settings: Any) -> None:
    settings.ELASTICSEARCH_URL = ""


PLACES = {
    "try": ("search_try", {VOLUNTEERS, REVIEWERS, ADMINISTRATORS}),
    "report": ("search_report", {VOLUNTEERS, REVIEWERS, ADMINISTRATORS}),
    "synonyms": ("synonyms:index", {REVIEWERS, ADMINISTRATORS}),
    "promoted": ("wagtailsearchpromotions:index", {REVIEWERS, ADMINISTRATORS}),
    "status": ("search_status", {ADMINISTRATORS}),
}


def text_of(response: Any) -> str:
    assert response.status_code == 200, response
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


def rows_of(response: Any) -> list[list[str]]:
    """The cells of the table of a page."""
    assert response.status_code == 200, response
    rows = BeautifulSoup(response.content, "html.parser").select("table.listing tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")] for row in rows]


# --- Who sees what ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
def test_each_role_sees_what_is_its_own(sign_in: Callable[[str], Client], place: str) -> None:
    name, allowed = PLACES[place]
    for role in (VOLUNTEERS, REVIEWERS, ADMINISTRATORS):
        client = sign_in(role)
        response = client.get(reverse(name))
        assert response.status_code == 200 if role in allowed else refused(response), role
        # The menu is JSON in the page.
        assert (f'"url": "{reverse(name)}"' in client.get("/admin/").content.decode()) == (role in allowed), role


def test_nobody_else_sees_anything(member: Client) -> None:
    for name, _ in PLACES.values():
        for client in (member, Client()):
            assert "/admin/login/" in client.get(reverse(name))["Location"]


def test_what_is_not_used_is_in_no_menu(client: Client, admin_user: Any, tree: Tree) -> None:
    client.force_login(admin_user)
    home = client.get("/admin/").content.decode()
    assert home.count(f'"url": "{reverse("wagtailsearchpromotions:index")}"') == 1
    assert reverse("wagtailsearchpromotions:search_terms") not in home


# --- Synonyms ---------------------------------------------------------------------------------------------------------


def add_synonym(client: Client, **fields: str) -> Any:
    form = open_form(client, reverse("synonyms:add"))
    return client.post(form.url, {**form.data, "kind": "equivalent", **fields}, follow=True)


def test_a_synonym_is_added_changed_and_deleted(reviewer: Client) -> None:
    assert "created" in text_of(add_synonym(reviewer, words="brew, tea break", note="Said in the North"))
    entry = Synonym.objects.get()
    assert (entry.kind, entry.words, entry.note) == ("equivalent", "brew, tea break", "Said in the North")
    form = open_form(reviewer, reverse("synonyms:edit", args=[entry.pk]))
    form.fill(kind="one_way", words="brew", also_finds="tea break").submit()
    entry.refresh_from_db()
    assert (entry.kind, entry.words, entry.also_finds) == ("one_way", "brew", "tea break")
    reviewer.post(reverse("synonyms:delete", args=[entry.pk]))
    assert not Synonym.objects.exists()


def test_what_would_do_nothing_is_refused_beside_its_field(reviewer: Client) -> None:
    page = text_of(add_synonym(reviewer, words="alone"))
    assert "Give at least two words or phrases, with a comma between them." in page
    assert not Synonym.objects.exists()


def test_a_word_in_two_entries_is_warned_of(reviewer: Client) -> None:
    first = Synonym.objects.create(words="GP, general practitioner")
    Synonym.objects.create(kind="one_way", words="skint", also_finds="GP")  # finds it, does not stand for it
    response = add_synonym(reviewer, words="gps, doctor")
    assert "“gps” is in another entry too: “GP, general practitioner”. Both apply." in text_of(response)
    assert reverse("synonyms:edit", args=[first.pk]) in response.content.decode()
    assert Synonym.objects.count() == 3
    assert "another entry" not in text_of(add_synonym(reviewer, words="A&E, casualty"))


def test_a_word_of_every_question_is_warned_of(reviewer: Client) -> None:
    assert "“IT” is a word of nearly every question." in text_of(add_synonym(reviewer, words="IT, computers"))


def test_a_phrase_of_small_words_is_warned_of(reviewer: Client) -> None:
    page = text_of(add_synonym(reviewer, words="duty", kind="one_way", also_finds="on call, work at night"))
    assert "In “on call” only “call” tells anything." in page
    assert "work at night" in page
    assert page.count("tells anything") == 1


def test_synonyms_are_listed_searched_and_filtered(reviewer: Client) -> None:
    Synonym.objects.create(words="GP, general practitioner")
    Synonym.objects.create(kind="one_way", words="skint", also_finds="poverty", note="Said by many")
    index = reverse("synonyms:index")

    def listed(**query: str) -> list[str]:
        return [row[0].split(" Edit")[0] for row in rows_of(reviewer.get(index, query))]

    assert listed() == ["GP, general practitioner", "skint"]
    assert listed(q="practit") == listed(kind="equivalent") == ["GP, general practitioner"]
    assert listed(q="pover") == listed(q="by many") == listed(kind="one_way") == ["skint"]
    assert listed(q="nothing like it") == []
    exported = reviewer.get(index, {"export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(exported.streaming_content).decode())))
    assert rows[1:] == [
        ["GP, general practitioner", "", "equivalent", ""],
        ["skint", "poverty", "one_way", "Said by many"],
    ]


# --- Promoted results -------------------------------------------------------------------------------------------------


def test_promoted_results_are_kept_in_wagtails_own_pages(reviewer: Client, tree: Tree) -> None:
    page = KnowledgeArticlePageFactory(parent=tree.knowledge, title="Asking about money")
    form = open_form(reviewer, reverse("wagtailsearchpromotions:add"))
    form.data.update(
        {
            "query_string": "How to ask about money", "editors_picks-TOTAL_FORMS": "1",
            "editors_picks-INITIAL_FORMS": "0", "editors_picks-0-page": page.pk, "editors_picks-0-description": "",
            "editors_picks-0-ORDER": "1",
        }
    )  # fmt: skip
    form.submit()
    assert SearchPromotion.objects.get().page_id == page.pk
    listed = reviewer.get(reverse("wagtailsearchpromotions:index"))
    assert "Asking about money" in text_of(listed)
    assert "Views" not in text_of(listed)  # it would be 0 for ever
    assert rows_of(reviewer.get(reverse("wagtailsearchpromotions:index_results")))
    edit = reverse("wagtailsearchpromotions:edit", args=[Query.objects.get().pk])
    assert reviewer.get(edit).status_code == 200


def test_a_promoted_result_without_a_target_is_refused_in_words(reviewer: Client) -> None:
    form = open_form(reviewer, reverse("wagtailsearchpromotions:add"))
    form.data.update({"query_string": "hungry", "editors_picks-TOTAL_FORMS": "1", "editors_picks-0-ORDER": "1"})
    answer = text_of(form.submit())
    assert "something is missing or wrong" in answer
    assert "Choose a page, or write an address." in answer


def test_nobody_is_offered_a_list_that_nothing_fills(reviewer: Client) -> None:
    words = text_of(reviewer.get(reverse("wagtailsearchpromotions:add")))
    assert "Searched for" in words
    assert "popular" not in words


# --- The report -------------------------------------------------------------------------------------------------------


def count(query: str, searches: int, *, vain: int = 0, opened: int = 0, repaired: int = 0, days: int = 0) -> None:
    SearchCount.objects.create(
        day=timezone.localdate() - timedelta(days=days), query=query, searches=searches, without_result=vain,
        with_click=opened, repaired=repaired,
    )  # fmt: skip


@pytest.fixture
def _searches(db: None) -> None:
    count("food bank", 4, opened=2)
    count("food bank", 3, opened=1, days=6)
    count("skint", 5, vain=5, repaired=1, days=2)
    count("rota", 6, days=20)
    count("=cmd()", 1, vain=1)
    count("old", 50, days=80)


REPORT = "/admin/library-search/report/"


@pytest.mark.usefixtures("_searches")
def test_the_report_sums_by_query_and_period(volunteer: Client) -> None:
    def reported(**query: str) -> list[tuple[str, ...]]:
        return [tuple(row[:5]) for row in rows_of(volunteer.get(REPORT, query))]

    month = [
        ("food bank", "7", "0", "3", "0"),
        ("rota", "6", "0", "0", "0"),
        ("skint", "5", "5", "0", "1"),
        ("=cmd()", "1", "1", "0", "0"),
    ]
    assert reported() == reported(days="30") == reported(days="nonsense") == month
    assert [row[0] for row in reported(days="7")] == ["food bank", "skint", "=cmd()"]
    assert [row[0] for row in reported(days="90")] == ["old", "food bank", "rota", "skint", "=cmd()"]
    assert [row[0] for row in reported(show="vain")] == ["skint", "=cmd()"]
    assert [row[0] for row in reported(show="unopened")] == ["rota"]
    assert [row[0] for row in reported(q="bank")] == ["food bank"]
    assert [row[0] for row in reported(ordering="-vain")] == ["skint", "=cmd()", "food bank", "rota"]
    assert rows_of(volunteer.get(reverse("search_report_results")))


@pytest.mark.usefixtures("_searches")
def test_the_report_says_what_it_is(volunteer: Client, settings: Any) -> None:
    page = text_of(volunteer.get(REPORT))
    assert "visitors searched 19 times. 6 found nothing; 3 led to a result that was opened; in 1 the spelling" in page
    assert "Nothing says who searched, from where" in page
    assert "counts are deleted after 90 days" in page
    assert "switched off" not in page
    settings.SEARCH_LOG_ENABLED = False
    assert "Counting is switched off" in text_of(volunteer.get(REPORT))


def test_an_empty_report(volunteer: Client) -> None:
    assert "There are no searches to display." in text_of(volunteer.get(REPORT))


@pytest.mark.usefixtures("_searches")
def test_the_report_as_a_spreadsheet(volunteer: Client) -> None:
    plain = b"".join(volunteer.get(REPORT, {"export": "csv", "show": "vain"}).streaming_content).decode()
    today = str(timezone.localdate())
    rows = list(csv.reader(io.StringIO(plain)))
    assert rows[0] == [
        "Searched for",
        "Searches",
        "Without result",
        "Opened a result",
        "Spelling repaired",
        "Last asked",
    ]
    assert rows[1][:5] == ["skint", "5", "5", "0", "1"]
    assert rows[2] == ["'=cmd()", "1", "1", "0", "0", today]  # a program must not take it for a formula
    sheet = load_workbook(io.BytesIO(b"".join(volunteer.get(REPORT, {"export": "xlsx"}).streaming_content))).active
    assert sheet["A2"].value == "food bank"
    assert sheet["B2"].value == 7
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=cmd()", "s")


# --- The state of the index -------------------------------------------------------------------------------------------


def behind(minutes: int) -> None:
    outbox.enqueue([999], ["database"])
    waited = timezone.now() - timedelta(minutes=minutes, seconds=5)
    IndexOperation.objects.filter(page_id=999).update(
        created_at=waited, attempts=2, last_error="The mapping refuses it."
    )


def test_the_status_page(administrator: Client) -> None:
    IndexOperation.objects.all().delete()
    assert rows_of(administrator.get(reverse("search_status"))) == [["Database", "0", "–", "0", "up to date"]]
    behind(2)
    row = rows_of(administrator.get(reverse("search_status")))[0]
    assert row == ["Database", "1", "2 minutes", "1 The mapping refuses it.", "working"]
    behind(7)
    page = administrator.get(reverse("search_status"))
    assert "A change has waited longer than 5 minutes" in text_of(page)
    assert rows_of(page)[0][-1] == "behind"


def test_the_status_page_tells_of_an_elasticsearch_that_is_away(administrator: Client, settings: Any) -> None:
    from search.engines import breaker

    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9/away"
    page = administrator.get(reverse("search_status"))
    assert [row[0] for row in rows_of(page)] == ["Database", "Elasticsearch"]
    assert "Did not answer" not in text_of(page)
    trial = breaker(settings.ELASTICSEARCH_URL).admit()
    assert trial is not None
    trial.failed()
    assert "Did not answer this web server a moment ago" in rows_of(administrator.get(reverse("search_status")))[1][-1]


def test_the_status_page_tells_of_a_model_that_is_missing(administrator: Client, settings: Any, tmp_path: Path) -> None:
    assert "words alone" not in text_of(administrator.get(reverse("search_status")))
    settings.SEARCH_MODEL = str(tmp_path)
    page = text_of(administrator.get(reverse("search_status")))
    assert "The search goes by words alone, though a sentence model is set. SEARCH_MODEL" in page


def test_administrators_are_warned_on_the_dashboard(administrator: Client, reviewer: Client) -> None:
    behind(4)
    assert "The search is behind" not in text_of(administrator.get("/admin/"))
    behind(8)
    page = text_of(administrator.get("/admin/"))
    assert "The search is behind: the oldest change that waits for the Database index is 8 minutes old" in page
    assert "The search is behind" not in text_of(reviewer.get("/admin/"))
