"""Lists and reports as spreadsheets: no cell is a formula, by whichever view, and no line is blank."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.redirects.models import Redirect

from cms.editors.spreadsheets import harmless
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import TopicFactory
from tests.support.tree import Tree

FORMULA = '=HYPERLINK("https://evil.example","Click")'


@pytest.fixture
def root(tree: Tree) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org", "kept-secret-1"))
    return client


def body(client: Client, url: str, form: str) -> bytes:
    response = client.get(url, {"export": form})
    assert response.status_code == 200, url
    return b"".join(response.streaming_content)


def rows(client: Client, url: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(client, url, "csv").decode())))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "'=1", '"=1', "＝1", "＠SUM"],
)  # fmt: skip
def test_words_that_begin_like_a_formula_get_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", [-1, -1.5, 0, True, None, date(2026, 1, 1), "Damp", "a=b", "", "o’clock", "£5"])
def test_what_is_no_formula_stays_as_it_is(value: Any) -> None:
    assert harmless(value) == value


def test_a_cell_within_a_cell_is_none(root: Client) -> None:
    """Where a program takes semicolons for the separator, what is not quoted is two cells."""
    TopicFactory(name="Damp;=1+1")
    assert b'"Damp;=1+1"' in body(root, reverse("wagtailsnippets_taxonomy_topic:list"), "csv")


def exporting(patterns: Any = None, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    """The address of every list of the admin that its view gives as a spreadsheet, and the view."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        path = f"{prefix}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from exporting(one.url_patterns, path)
        elif isinstance(one, URLPattern) and "<" not in path and not path.endswith("results/"):
            view = getattr(one.callback, "view_class", None)
            if view is not None and issubclass(view, SpreadsheetExportMixin):
                yield path, one.callback


def test_every_list_and_report_is_harmless_or_none(root: Client, tree: Tree, subtests: pytest.Subtests) -> None:
    """Of every view that there is, Wagtail's own too: something that anybody may have written begins like a formula."""
    KnowledgeArticlePageFactory(parent=tree.knowledge, title=FORMULA, locked=True)
    TopicFactory(name=FORMULA, definition=FORMULA)
    Redirect.objects.create(old_path="/old", redirect_link=FORMULA)
    get_user_model().objects.create_user("other", first_name=FORMULA)
    given, held = set(), set()
    for address, _ in exporting():
        with subtests.test(address=address):
            response = root.get(address, {"export": "csv"})
            assert response.status_code in {200, 404}
            if response.status_code == 404:
                continue
            given.add(address)
            read = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
            assert all(any(cells) for cells in read), "no line is blank"
            assert not [cell for cells in read for cell in cells if cell.startswith("=")]
            held |= {address} if any(cell == f"'{FORMULA}" for cells in read for cell in cells) else set()
    assert len(given) > 15
    assert held >= {
        "/admin/users/",
        "/admin/redirects/",
        "/admin/snippets/taxonomy/topic/",
        "/admin/reports/locked/",
        "/admin/reports/aging-pages/",
        "/admin/reports/site-history/",
    }


def test_a_sheet_marks_every_cell_as_words(root: Client) -> None:
    TopicFactory(name=FORMULA)
    sheet = load_workbook(io.BytesIO(body(root, reverse("wagtailsnippets_taxonomy_topic:list"), "xlsx"))).active
    assert (sheet["A2"].value, sheet["A2"].data_type) == (FORMULA, "s")


def test_headings_of_a_sheet_are_words_too(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SpreadsheetExportMixin, "get_heading", lambda self, queryset, field: FORMULA)
    sheet = load_workbook(io.BytesIO(body(root, reverse("wagtailsnippets_taxonomy_topic:list"), "xlsx"))).active
    assert (sheet["A1"].value, sheet["A1"].data_type) == (FORMULA, "s")


def test_a_sheet_leaves_out_what_it_cannot_hold(root: Client) -> None:
    TopicFactory(name="Da\x08mp\x1b")
    sheet = load_workbook(io.BytesIO(body(root, reverse("wagtailsnippets_taxonomy_topic:list"), "xlsx"))).active
    assert sheet["A2"].value == "Damp"


def test_users_as_a_spreadsheet(administrator: Client) -> None:
    found = rows(administrator, reverse("wagtailusers_users:index"))
    assert found[0] == ["Username", "First name", "Last name", "Superuser", "Active", "Last login"]
    assert found[1][:2] == ["administrators", ""]
    assert not [cell for cells in found for cell in cells if "@" in cell], "a list of everybody's address is not given"


def test_terms_as_a_spreadsheet(volunteer: Client) -> None:
    parent = TopicFactory(name="Homes", definition="Where people live.")
    TopicFactory(name="Damp homes", parent=parent, slug="damp-homes", definition="Wet walls.")
    found = rows(volunteer, reverse("wagtailsnippets_taxonomy_topic:list"))
    assert found == [
        ["Name", "Slug", "Parent", "Definition", "Resources", "Published"],
        ["Homes", parent.slug, "", "Where people live.", "0", "True"],
        ["Damp homes", "damp-homes", "Homes", "Wet walls.", "0", "True"],
    ]
    assert "Download CSV" in volunteer.get(reverse("wagtailsnippets_taxonomy_topic:list")).content.decode()


def test_a_list_that_has_no_columns_for_it_gives_none(administrator: Client) -> None:
    for form in ("csv", "xlsx"):
        assert administrator.get(reverse("wagtailusers_groups:index"), {"export": form}).status_code == 404
