"""What members ask is answered first, or among the first five, as often as it was promised."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection

from search.engines import ELASTICSEARCH
from tests.relevance.asking import Library
from tests.relevance.golden import THRESHOLDS, Figures, measure, questions, report
from tests.relevance.scratch import index_everything

pytestmark = pytest.mark.differs_by_database

KINDS = {
    "title", "topic", "question", "abbreviation", "synonym", "typo", "two-words-one", "plain-words", "phrase", "person",
    "place", "event", "filter",
}  # fmt: skip


def test_the_set_is_whole() -> None:
    asked = questions()
    kinds = Counter(one.kind for one in asked)
    assert len(asked) >= 140
    assert kinds.keys() == KINDS
    assert min(kinds["typo"], kinds["question"], kinds["abbreviation"] + kinds["synonym"]) >= 25
    assert not [query for query, times in Counter(one.query.lower() for one in asked).items() if times > 1]
    assert not [one for one in asked if not one.expect]


@pytest.mark.usefixtures("demo")
def test_anyone_may_read_what_is_expected() -> None:
    library = Library()
    expected = {path for one in questions() for path in one.expect}
    assert not sorted(path for path in expected if not library.shows(f"/{path}/"))


@pytest.mark.usefixtures("demo")
def test_members_find_what_they_mean(each_engine: str) -> None:
    index_everything(each_engine)
    outcomes = measure(Library(), questions())
    figures = Figures.of(outcomes)
    at_1, at_5 = THRESHOLDS[ELASTICSEARCH if each_engine == ELASTICSEARCH else connection.vendor]
    assert figures.success_5 >= at_5, report(outcomes)
    assert figures.success_1 >= at_1, report(outcomes)
