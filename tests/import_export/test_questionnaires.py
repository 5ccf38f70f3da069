"""Questionnaires that clinicians use, through files and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from import_export.exporting import export_library
from tests.import_export.library_folder import LibraryFolder
from tests.support.questionnaires import REAL


def written(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from written(item.get("items", []))


def essence(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every section and item without what a file leaves out because it is the default."""
    defaults = {"kind": "choice", "repeats": False, "required": False}
    return [
        {
            key: [code["code"] for code in value] if key == "codes" else value
            for key, value in one.items()
            if key != "items" and (key not in defaults or defaults[key] != value)
        }
        for one in written(sections)
    ]


def page_of(name: str, questionnaire: Any) -> str:
    page = {
        "type": "tool",
        "kind": "screening_questionnaire",
        "title": "T",
        "slug": name,
        "topics": ["poverty"],
        "summary": "S",
        "cover_decorative": True,
        "questionnaire": questionnaire,
    }
    return yaml.safe_dump(page, sort_keys=False, allow_unicode=True)


@pytest.mark.parametrize("name", REAL)
def test_import_and_export_keep_it(library: LibraryFolder, tmp_path: Path, name: str) -> None:
    library.put(f"tools/{name}.yaml", page_of(name, REAL[name]))
    assert library.problems() == []
    library.load()
    export_library(tmp_path / "out")
    again = yaml.safe_load((tmp_path / "out" / "tools" / f"{name}.yaml").read_text())
    assert essence(again["questionnaire"]) == essence(REAL[name])


def test_a_condition_that_can_never_hold_is_a_problem_with_its_remedy(library: LibraryFolder) -> None:
    items = [
        {"link_id": "n", "text": "How many?", "kind": "integer"},
        {"link_id": "then", "text": "Who?", "kind": "string", "enable_when_item": "n", "enable_when_answer": "five"},
    ]
    library.put("tools/old.yaml", page_of("old", [{"title": "S", "items": items}]))
    (problem,) = library.problems()
    assert "“then” waits for the answer “five”, which “n” can never have. Write a whole number, such as 3." in problem
