"""Every decision has its number, its status and its date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.setup.processes import ROOT

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_whether_and_since_when_it_holds(path: Path) -> None:
    title, empty, status, *_ = path.read_text(encoding="utf-8").splitlines()
    assert title.startswith(f"# {int(path.name[:4])}. ")
    assert empty == ""
    assert re.fullmatch(r"Status: (accepted|superseded by \d+), 20\d\d-\d\d-\d\d", status)


def test_no_two_have_one_number() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert len(numbers) == len(set(numbers)) >= 34
