"""Mistakes in what one type alone has."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.contrib.auth import get_user_model
from django.test import Client

from import_export.exporting import export_library
from tests.import_export.library_folder import LibraryFolder
from tests.support.graphql import GraphQL

TOOL = "type: tool\ntitle: A tool\nslug: a-tool\nsummary: Of use.\n"
ITEM = "      - {link_id: q1, text: Why?, kind: choice, options: [{value: a, label: A}]}\n"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            "kind: screening_questionnaire\nquestionnaire:\n  - title: A\n    items:\n"
            "      - {link_id: q1, text: Why?, kind: choice}\n",
            "9: questionnaire[1].items[1].options: Add the answers to choose from",
        ),
        (
            "kind: screening_questionnaire\nquestionnaire:\n  - title: A\n    items:\n" + ITEM + ITEM,
            "6: questionnaire: Two questions have the code “q1”",
        ),
        (
            "kind: screening_questionnaire\nquestionnaire:\n  - title: A\n    items: []\n",
            "8: questionnaire[1].items: The minimum number of items is 1",
        ),
        (
            "kind: business_case\nbusiness_case:\n  problem: <p>a</p>\n  ask: <p>a</p>\n  benefit: <p>a</p>\n"
            "  local_figures: [{figure: a, label: b, source_title: c}]\n  costs: [{item: a, amount: £20}]\n",
            "11: business_case.costs[1].amount: “£20” is not a number",
        ),
        (
            "adapted_from: /knowledge/ask-about-money/\n",
            "5: adapted_from: “/knowledge/ask-about-money/” is a knowledge article, but a tool is needed",
        ),
        (
            "downloads:\n  - {document: carb.pdf}\n",
            "6: downloads[1].document: There is no document “carb.pdf”. Did you mean “card.pdf”?",
        ),
        ("version: one\n", "5: version: Write a number such as 1.0"),
        ("time_needed: 2.5\n", "5: time_needed: “2.5” is not a whole number"),
    ],
)
def test_mistakes_of_tools(more: str, expected: str, library: LibraryFolder) -> None:
    library.put("tools/a-tool.yaml", TOOL + more)
    problems = library.problems()
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"tools/a-tool.yaml:{expected}"), problems[0]


def test_what_belongs_to_another_kind_stays_with_the_tool_unseen(library: LibraryFolder, tmp_path: Path) -> None:
    library.put("tools/a-tool.yaml", TOOL + "kind: poster\nquestionnaire:\n  - title: A\n    items:\n" + ITEM)
    assert library.problems() == []
    library.load()
    assert GraphQL(Client())(
        '{ page(by: {path: "/tools/a-tool/"}) { ... on Tool { questionnaire { itemCount } } } }'
    ) == {"page": {"questionnaire": None}}
    export_library(tmp_path / "out")
    written = yaml.safe_load((tmp_path / "out" / "tools" / "a-tool.yaml").read_text())
    assert (written["kind"], written["questionnaire"][0]["items"][0]["link_id"]) == ("poster", "q1")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("start: today+1d 18:00\nend: today+1d 17:00\n", "6: end: The event must end after it begins"),
        ("end: today+1d 17:00\n", "1: start: This field is missing"),
        (
            "start: today+1d 18:00\nend: today+1d 19:00\ntime_zone: London\n",
            "7: time_zone: “London” is not a time zone",
        ),
        ("start: today+1d 18:00\nend: today+1d 19:00\nattendance: hybrid\n", "1: venue_name: Say where it takes place"),
        (
            "start: 2026-03-29T01:30\nend: 2026-03-29T03:30\n",
            "5: start: There is no 01:30 on that day: the clocks go forward",
        ),
        ("start: 2026-03-28T25:30\nend: 2026-03-29T03:30\n", "5: start: “25:30” is not a time of day"),
    ],
)
def test_mistakes_of_events(more: str, expected: str, library: LibraryFolder) -> None:
    library.put("events/an-event.yaml", "type: event\ntitle: An event\nslug: an-event\nsummary: Come.\n" + more)
    problems = library.problems()
    assert len(problems) == 1, problems
    assert problems[0].startswith(f"events/an-event.yaml:{expected}"), problems[0]


def test_an_account_must_exist(library: LibraryFolder) -> None:
    library.put(
        "initiatives/i.yaml",
        "type: initiative\ntitle: I\nslug: i\nsummary: s\nplace: england\nlocation_name: Leeds\nlatitude: 53.8\n"
        "longitude: -1.5\ncontact_member: nobody\n",
    )
    assert library.problems() == [
        "initiatives/i.yaml:9: contact_member: There is no account “nobody”. Create it first, or leave the field out."
    ]


def test_an_account_is_named_only_where_it_agreed(library: LibraryFolder) -> None:
    tom = get_user_model().objects.create_user("tom")
    library.put(
        "initiatives/i.yaml",
        "type: initiative\ntitle: I\nslug: i\nsummary: s\nplace: england\nlocation_name: Leeds\nlatitude: 53.8\n"
        "longitude: -1.5\ncontact_member: tom\n",
    )
    [problem] = library.problems()
    assert problem.startswith(
        "initiatives/i.yaml:9: contact_member: The account “tom” has not agreed to be named here."
    )
    tom.contact_agreed = True
    tom.save()
    assert library.problems() == []
