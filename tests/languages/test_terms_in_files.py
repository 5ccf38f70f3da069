"""Texts of terms and of the site in other languages keep their words and their state through import and export."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_types.core.translation_states import TranslationState
from content_types.taxonomy.models import Topic
from import_export.exporting import export_library
from import_export.importing import import_library
from import_export.problems import ImportRejected

pytestmark = pytest.mark.django_db

TOPICS = """\
- slug: housing
  name: Housing
  definition: Where a child lives.
  translations:
    cy:
      name: Tai
      definition: Lle mae plentyn yn byw.
- slug: food
  name: Food
  definition: What a child eats.
  translations:
    cy:
      name: Bwyd
      definition: Yr hyn y mae plentyn yn ei fwyta.
      out_of_date: true
- slug: money
  name: Money
  definition: What there is to spend.
"""


@pytest.fixture
def folder(tmp_path: Path, two_languages: object) -> Path:
    (tmp_path / "in" / "taxonomy").mkdir(parents=True)
    (tmp_path / "in" / "taxonomy" / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    return tmp_path / "in"


def test_words_and_states(folder: Path) -> None:
    import_library(folder)
    states = {one.slug: one.translation_state("cy") for one in Topic.objects.all()}
    assert states == {
        "housing": TranslationState.DONE,
        "food": TranslationState.OUT_OF_DATE,
        "money": TranslationState.MISSING,
    }
    assert Topic.objects.get(slug="housing").translations["cy"]["name"] == "Tai"


def test_an_export_says_the_same_and_changes_nothing_when_it_is_imported(folder: Path, tmp_path: Path) -> None:
    import_library(folder)
    export_library(tmp_path / "out")
    assert (tmp_path / "out" / "taxonomy" / "topics.yaml").read_text(encoding="utf-8") == TOPICS
    assert import_library(tmp_path / "out").changed_nothing


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("cy: {nmae: Tai}", "nmae"),
        ("welsh: {name: Tai}", "welsh"),
        (f"cy: {{name: {'a' * 200}}}", "150"),
    ],
)
def test_what_is_wrong_is_told(folder: Path, wrong: str, message: str) -> None:
    file = folder / "taxonomy" / "topics.yaml"
    file.write_text(f"- slug: housing\n  name: Housing\n  definition: Home.\n  translations: {{{wrong}}}\n")
    with pytest.raises(ImportRejected) as rejected:
        import_library(folder)
    assert [message in str(one) for one in rejected.value.problems] == [True]
