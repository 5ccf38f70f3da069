"""What is shown of the library to whoever assesses it."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.writing_checks.evidence_pack import CRITERIA, rows
from content_types.core.models import ResourcePerson, Source
from content_types.events.factories import EventPageFactory
from content_types.knowledge.factories import KnowledgeArticlePageFactory
from content_types.taxonomy.factories import PersonFactory
from tests.support.statements import SIZES
from tests.support.tree import Tree

TEXT = "<p>In all, 31% of children are poor. Conflicts of interest: none.</p>"


@pytest.fixture
def library(tree: Tree) -> Any:
    """An article that has all that is asked for, an event, and an article that has nothing."""
    owner = get_user_model().objects.create_user("amal", "amal@example.org", first_name="Amal", last_name="Haddad")
    today = timezone.localdate()
    whole = KnowledgeArticlePageFactory(
        parent=tree.knowledge,
        title="=Whole",
        body=[("rich_text", TEXT)],
        owner=owner,
        last_reviewed=today,
        review_due=today + timedelta(days=700),
    )
    Source.objects.create(page=whole, title="Marmot review", doi="10.1/x", year=2020)
    for role in ("author", "reviewer"):
        ResourcePerson.objects.create(page=whole, person=PersonFactory(name=role.title()), role=role)
    old = today - timedelta(days=900)
    KnowledgeArticlePageFactory(
        parent=tree.knowledge, title="Bare", body=[("rich_text", "<p>31% by CAMHS.</p>")], review_due=old
    )
    EventPageFactory(parent=tree.events, title="Event")
    KnowledgeArticlePageFactory(parent=tree.knowledge, title="Draft", live=False)
    return whole


def pack(path: Path) -> str:
    out = StringIO()
    call_command("evidence_pack", str(path), stdout=out)
    return out.getvalue()


def test_it_says_of_each_resource_what_there_is(library: Any, tmp_path: Path) -> None:
    said = pack(tmp_path / "pack.csv")
    with (tmp_path / "pack.csv").open(encoding="utf-8", newline="") as file:
        found = {row["title"]: row for row in csv.DictReader(file)}
    assert sorted(found) == ["'=Whole", "Bare", "Event"], "no cell is a formula, no draft is told of"
    whole, bare = found["'=Whole"], found["Bare"]
    assert whole["owner"] == "Amal Haddad"
    assert "amal@example.org" not in str(found)
    assert (whole["authors"], whole["reviewers"]) == ("Author", "Reviewer")
    assert whole["sources"] == "Marmot review (2020). https://doi.org/10.1/x"
    assert (whole["conflicts_stated"], whole["review_overdue"]) == ("yes", "no")
    assert (bare["figures_without_source"], bare["acronyms_unexplained"]) == ("1", "1")
    assert (bare["review_overdue"], bare["owner"]) == ("yes", "")
    assert "    1 of     2  Its review is not overdue (NHS, PIF TICK)" in said, "an event is not asked"
    assert "    1 of     1  Says who gains, where it rests on evidence (PIF TICK)" in said
    assert said.endswith(f"3 resources are written to {tmp_path / 'pack.csv'}.\n")


def test_as_json_it_has_the_criteria_too(library: Any, tmp_path: Path) -> None:
    pack(tmp_path / "pack.json")
    data = json.loads((tmp_path / "pack.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in data["criteria"]] == [one.name for one in CRITERIA]
    [whole] = [one for one in data["resources"] if one["title"] == "=Whole"]
    assert all(one.is_met(whole) in {True, None} for one in CRITERIA)


def test_an_empty_library_is_no_error(tree: Tree, tmp_path: Path) -> None:
    assert "0 resources" in pack(tmp_path / "pack.csv")


def test_where_it_cannot_be_written_is_said(tree: Tree, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ends with"):
        pack(tmp_path / "pack.xlsx")
    with pytest.raises(CommandError, match="No such file"):
        pack(tmp_path / "nowhere" / "pack.csv")


def test_it_costs_the_same_for_more(tree: Tree) -> None:
    counts, made = [], 0
    for size in SIZES:
        while made < size:
            page = KnowledgeArticlePageFactory(parent=tree.knowledge, body=[("rich_text", TEXT)])
            Source.objects.create(page=page, title="Marmot")
            made += 1
        with CaptureQueriesContext(connection) as captured:
            assert len(list(rows())) == size
        counts.append(len(captured))
    assert len(set(counts)) == 1, counts
