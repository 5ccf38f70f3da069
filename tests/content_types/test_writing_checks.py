"""Each writing check finds what it should, and nothing in what is right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from content_types.core.registry import content_types
from content_types.core.writing_checks import evidence, particulars, plain_language
from content_types.core.writing_checks.draft import Draft, Fact, Link, Passage, Picture
from content_types.core.writing_checks.findings import (
    Finding,
    Severity,
    WritingCheck,
    findings_of,
    stopping,
    writing_checks,
)

PLAIN = "Ask each family about money. Say that you ask everybody. Wait for the answer, and then thank them for it. " * 6
HARD = (
    "Socioeconomic deprivation demonstrably exacerbates multidimensional morbidity across heterogeneous paediatric "
    "populations, necessitating comprehensive interdisciplinary collaboration between organisations. " * 8
)


def said(text: str, **values: Any) -> Draft:
    """A draft whose body is one paragraph."""
    return Draft(title="On money", summary="x" * 60, passages=(Passage(text, ("body", "a")),), **values)


# --- Plain language --------------------------------------------------------------------------------------------------


def test_a_text_in_plain_words_is_read_by_a_child_and_one_of_long_words_by_few() -> None:
    assert plain_language.reading_age([PLAIN]) == 6
    age = plain_language.reading_age([HARD])
    assert age is not None
    assert age > 25
    assert plain_language.reading_age(["Ask every family."]) is None, "too short for the formula"


def test_the_reading_age_is_that_of_the_formula() -> None:
    # 100 words of five letters in sentences of ten: 4.71 × 5 + 0.5 × 10 − 21.43 = 7.12, and five years.
    assert plain_language.reading_age([("Aaaaa" + " aaaaa" * 9 + ". ") * 10]) == 12


def test_what_is_hard_to_read_is_said_of_english_alone(settings: Any) -> None:
    settings.WRITING_READING_AGE = 16
    assert [place for _, place in plain_language.too_hard(said(HARD))] == [()]
    assert not [*plain_language.too_hard(said(PLAIN))]
    assert not [*plain_language.too_hard(said(HARD, is_english=False))]


def test_sentences_end_where_they_end() -> None:
    text = "Ask, e.g. about food. Dr. Tudor Hart said “Ask!” Then wait. It cost £4.50 in all."
    assert plain_language.sentences(text) == [
        "Ask, e.g. about food.",
        "Dr. Tudor Hart said “Ask!",
        "Then wait.",
        "It cost £4.50 in all.",
    ]


def test_a_sentence_that_is_too_long_is_named_by_its_first_words() -> None:
    [(message, place)] = plain_language.long_sentences(said("Ask them " + "and wait " * 20 + "then go. Go."))
    assert message == "A sentence of 44 words: “Ask them and wait and wait and wait …”. Make two or three of it."
    assert place == ("body", "a")
    assert not [*plain_language.long_sentences(said(PLAIN))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Refer to CAMHS early.", ["CAMHS"]),
        ("Refer to Child and Adolescent Mental Health Services (CAMHS). CAMHS helps.", []),
        ("CAMHS (Child and Adolescent Mental Health Services) helps.", []),
        ("CAMHS stands for Child and Adolescent Mental Health Services.", []),
        ("HVs and the ICB met, then the ICB left.", ["HV", "ICB"]),
        ("The NHS and your GP in A&E, part II.", []),
        ("STOP AND READ THIS NOW", []),
        ("The WE CARE trial of 2015", []),
        ("See www.RCPCH.org or mail ABC@NHS.net", []),
        ("An iPhone, a WHAMinar and PhDs", []),
    ],
)
def test_acronyms_are_found_where_nobody_explains_them(text: str, found: list[str]) -> None:
    assert [message.split("”")[0][1:] for message, _ in plain_language.unexplained_acronyms(said(text))] == found


def test_acronyms_that_everybody_here_knows_are_a_setting(settings: Any) -> None:
    settings.WRITING_KNOWN_ACRONYMS = ["camhs"]
    assert not [*plain_language.unexplained_acronyms(said("Refer to CAMHS early."))]


# --- Evidence --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "In all, 31% of children live in poverty.",
        "Some 31 per cent do.",
        "One in three children lives in poverty.",
        "That is 9 out of 30.",
        "It costs the country £38 billion a year.",
        "4.5 million children are poor.",
        "There were 12,400 admissions.",
        "They are twice as likely to be ill.",
        "Half of families skip meals.",
    ],
)
def test_a_figure_without_a_source_is_found(text: str) -> None:
    assert evidence.holds_figure(text)
    assert [place for _, place in evidence.figures_without_source(said(text))] == [("body", "a")]


@pytest.mark.parametrize(
    "text",
    [
        "Come at 9 on 4 May 2026.",
        "Give 5 ml twice a day for 3 days.",
        "One in ten minutes is enough.",
        "See page 31, step 2.",
        "Ring 0800 123 456.",
        "There are three steps.",
    ],
)
def test_a_number_that_claims_nothing_is_no_figure(text: str) -> None:
    assert not evidence.holds_figure(text)


def test_a_figure_with_a_source_is_right_whoever_names_it() -> None:
    text = "31% of children live in poverty"
    linked = Draft(passages=(Passage(f"{text}.", (), has_source=True),))
    for draft in (said(f"{text}.", has_sources=True), said(f"{text} (DWP 2024)."), said(f"{text} [3]."), linked):
        assert not [*evidence.figures_without_source(draft)]


def test_a_key_fact_has_a_source_of_its_own() -> None:
    facts = (Fact("9 children", ("body", "a"), False), Fact("3 schools", ("body", "b"), True))
    assert [place for _, place in evidence.figures_without_source(Draft(facts=facts, has_sources=True))] == [
        ("body", "a")
    ]


def test_conflicts_of_interest_are_asked_for_where_there_is_evidence() -> None:
    assert [*evidence.conflicts_unstated(said("It works.", has_evidence=True))]
    assert not [*evidence.conflicts_unstated(said("It works."))]
    for words in ("Conflicts of interest: none.", "Competing interests: A sits on the board.", "Funded by nobody."):
        assert not [*evidence.conflicts_unstated(said(words, has_evidence=True))]


# --- Particulars -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("summary", "problems"),
    [
        ("", 1),
        ("On money.", 1),
        ("About money.", 1),
        ("How to ask every family about money, and why it helps.", 0),
    ],
)
def test_a_summary_says_something(summary: str, problems: int) -> None:
    assert len([*particulars.summary_missing(Draft(title="On money", summary=summary))]) == problems


@pytest.mark.parametrize(
    ("words", "problems"),
    [
        ("", 1),
        ("IMG_2041", 1),
        ("waiting room.JPG", 1),
        ("Image of a kettle", 1),
        ("A mother and a nurse look at a leaflet together", 0),
    ],
)
def test_an_alt_text_says_what_a_picture_shows(words: str, problems: int) -> None:
    draft = Draft(pictures=(Picture(words, ("body", "a")),))
    assert len([*particulars.alt_text_missing(draft)]) == problems


def test_a_film_has_its_words() -> None:
    assert [*particulars.media_without_words(Draft(silent_media=(("body", "a"),)))]
    assert not [*particulars.media_without_words(Draft())]


def test_an_insecure_link_is_found() -> None:
    urls = ("http://a.example/", "https://b.example/", "mailto:a@b.example")
    found = [*particulars.insecure_links(Draft(links=tuple(Link(url, ("body",)) for url in urls)))]
    assert [message.split()[0] for message, _ in found] == ["http://a.example/"]


def test_somebody_looks_after_it_and_on_a_day() -> None:
    today = timezone.localdate()
    assert [*particulars.owner_missing(Draft(has_owner=False))]
    assert not [*particulars.owner_missing(Draft())]
    assert [*particulars.review_missing(Draft())]
    assert not [*particulars.review_missing(Draft(is_reviewed=False))], "an event is not"
    assert [*particulars.review_passed(Draft(review_due=today - timedelta(days=1)))]
    assert not [*particulars.review_passed(Draft(review_due=today))]


# --- All of them -----------------------------------------------------------------------------------------------------


def test_what_must_be_mended_comes_first() -> None:
    draft = Draft(title="On money", summary="", passages=(Passage("Refer to CAMHS.", ("body", "a")),))
    found = [one.check for one in findings_of(draft)]
    assert found.index("summary") < found.index("acronym")
    assert "review_overdue" not in [one.check for one in findings_of(Draft(review_due=None), lasting=True)]


def test_nothing_is_a_stop_unless_it_is_named(settings: Any) -> None:
    draft = Draft(title="On money")
    assert stopping(draft) == []
    settings.WRITING_CHECKS_REQUIRED = ["summary"]
    assert [one.check for one in stopping(draft)] == ["summary"]


def test_a_finding_leads_into_the_form() -> None:
    check = WritingCheck("x", "X", "Because.", lambda draft: [("Mend it.", ("body", "a"))], Severity.MEND)
    assert [*check.findings(Draft())] == [Finding("x", "Mend it.", ("body", "a"))]
    assert Finding("x", "Mend it.", ("body", "a")).anchor == ":w:contentpath=body.a"


def test_every_check_and_every_type_says_what_it_needs() -> None:
    checks = writing_checks()
    assert len({one.code for one in checks}) == len(checks) >= 13
    assert all(one.label and one.why.endswith(".") for one in checks)
    assert {one.name for one in content_types() if one.review_months is None} == {"event"}
