"""The records of duty of care: made from what is there, complete, and without conclusions of their own."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from community.moderation.reasons import PRIORITY_ILLEGAL
from community.moderation.records import RECORDS
from community.moderation.reportable import kinds
from community.processing import KEPT_BECAUSE, personal_models, undeclared

pytestmark = pytest.mark.django_db


def written(name: str) -> str:
    out = StringIO()
    call_command("duty_of_care", name, stdout=out)
    return out.getvalue()


def test_every_personal_column_says_how_long_it_is_kept_or_why_not() -> None:
    assert undeclared() == [], "declare a retention beside the field, or the reason in community/processing.py"
    assert set(KEPT_BECAUSE) <= {model._meta.label for model in personal_models()}


def test_the_record_of_risks_has_each_kind_and_no_judgement() -> None:
    text = written("risks")
    for number, reason in enumerate(PRIORITY_ILLEGAL, 1):
        assert f"| {number} | {reason.label} |" in text
    assert all(f"| {one.label} |" in text for one in kinds())
    assert text.count("A solicitor must look at this") == 2
    rows = [line for line in text.splitlines() if line.startswith("| 1")]
    assert all(line.endswith("| … | … | … | … |") for line in rows), "likelihood and impact are not ours to say"


def test_the_record_of_processing_has_every_model_that_holds_something_of_a_person() -> None:
    text, impact = written("processing"), written("impact")
    for model in personal_models():
        assert str(model._meta.verbose_name).capitalize() in text
    assert all("solicitor must look at this" in one for one in (text, impact))
    assert "&" not in text.replace("&amp;", "&x"), "plain Markdown"
    assert set(RECORDS) == {"risks", "processing", "impact"}
