"""Highlights: what is marked, which pieces are shown, and how fast."""

from __future__ import annotations

import random
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.base import FRAGMENT_LENGTH, FRAGMENTS, MARK_END, MARK_START, Fragment
from search.highlight import ELLIPSIS, Highlighter
from search.stemming import stem
from search.synonyms import Clause


def looking_for(*words: str) -> Highlighter:
    return Highlighter((word,) for word in words)


def shown(fragments: tuple[Fragment, ...], field: str = "body") -> list[str]:
    return [one.text.replace(MARK_START, "[").replace(MARK_END, "]") for one in fragments if one.field == field]


def plain(text: str) -> str:
    return text.replace(MARK_START, "").replace(MARK_END, "")


@pytest.mark.parametrize(
    ("written", "marked"),
    [
        ("Children of a child’s childhood", "Children of a [child]’s childhood"),
        ("Screened, screens; SCREENING.", "[Screened], [screens]; [SCREENING]."),
        ("Zoë in the CAFÉ", "[Zoë] in the [CAFÉ]"),
        (unicodedata.normalize("NFD", "Zoë in the café"), unicodedata.normalize("NFD", "[Zoë] in the [café]")),
        ("a child_care plan", "a [child]_care plan"),
        ("unchild children's", "unchild children's"),
        ("the cafés-bar", "the [cafés]-bar"),
    ],
)
def test_words_are_marked_as_they_are_searched(written: str, marked: str) -> None:
    fragments = looking_for("child", "screen", "zoe", "cafe").fragments(written, "")
    assert shown(fragments, "title") == ([marked] if "[" in marked else [])


def test_phrases_and_synonyms_are_marked_in_a_row_only() -> None:
    made = Highlighter.of([Clause(("gp",), (("general", "practitioner"),)), Clause(("cost",))], [("food", "bank")])
    body = "In general a practitioner, or General\n Practitioners. A GP costs food; a bank, food-banks."
    assert shown(made.fragments("", body)) == [
        "In general a practitioner, or [General Practitioners]. A [GP] [costs] food; a bank, [food-banks]."
    ]


def test_without_a_match_there_is_no_fragment() -> None:
    assert looking_for("housing").fragments("A title", "A body " * 100) == ()
    assert looking_for().fragments("A title", "Body") == ()
    assert looking_for("housing").fragments("", "") == ()


def test_the_best_pieces_have_most_of_what_is_looked_for() -> None:
    filler = "Nothing of it is said in this sentence here. " * 12
    body = f"{filler}Damp alone. {filler}Damp homes harm lungs. {filler}Damp homes. {filler}Damp again. {filler}"
    pieces = shown(looking_for("damp", "homes", "lungs").fragments("", body))
    assert len(pieces) == FRAGMENTS
    assert "[Damp] [homes] harm [lungs]" in pieces[0]
    assert "[Damp] [homes]. " in pieces[1]
    assert "[Damp] alone" in pieces[2]
    for piece in pieces:
        assert piece.startswith(ELLIPSIS)
        assert piece.endswith(ELLIPSIS)
        assert len(piece) <= FRAGMENT_LENGTH + 60


def test_a_short_body_is_shown_whole() -> None:
    assert shown(looking_for("damp").fragments("", "On damp homes.")) == ["On [damp] homes."]


def test_a_fragment_begins_with_the_sentence_and_ends_with_a_word() -> None:
    body = "Before it all. " * 9 + "A beginning with damp in it " + "and words without an end " * 20
    (piece,) = shown(looking_for("damp").fragments("", body))
    assert piece.startswith(f"{ELLIPSIS}A beginning with [damp]")
    assert piece.rstrip(ELLIPSIS).split()[-1] in {"and", "words", "without", "an", "end"}


def test_white_space_is_folded() -> None:
    assert shown(looking_for("damp").fragments("", "On\n\n damp \t homes")) == ["On [damp] homes"]


@given(st.text(max_size=400), st.lists(st.text(alphabet="abcdé", min_size=1, max_size=3), max_size=4))
def test_marks_come_in_pairs_and_change_nothing_else(text: str, words: list[str]) -> None:
    title = " ".join(text.translate({0xE000: None, 0xE001: None}).split())
    for one in looking_for(*words).fragments(title, text):
        assert one.text.count(MARK_START) == one.text.count(MARK_END)
        depth = 0
        for letter in one.text:
            depth += (letter == MARK_START) - (letter == MARK_END)
            assert depth in (0, 1)
        if one.field == "title":
            assert plain(one.text).split() == title.split()


@given(st.text(alphabet="abc déë;\n", max_size=300))
def test_every_word_with_a_wanted_stem_is_marked(text: str) -> None:
    matches = looking_for("ab", "de").matches(text)
    assert [text[one.start : one.end] for one in matches] == [
        word
        for word in text.replace(";", " ").split()
        if stem(word.replace("é", "e").replace("ë", "e")) in {"ab", "de"}
    ]


@pytest.mark.no_cover  # measures time
def test_twenty_long_documents_take_no_time() -> None:
    rng = random.Random(1)
    vocabulary = ["".join(rng.choices("abcdefghijklmnop", k=rng.randint(3, 10))) for _ in range(8000)]
    bodies = [" ".join(rng.choices(vocabulary, k=3000)) for _ in range(20)]
    made = looking_for(*rng.sample(vocabulary, 5))
    for body in bodies:
        made.fragments("A title", body)  # the stems of the library's words are known in a process that runs
    began = time.process_time()
    for body in bodies:
        made.fragments("A title", body)
    assert time.process_time() - began < 0.5  # 80 ms on a quiet machine


@pytest.mark.no_cover  # measures time
def test_a_word_that_is_everywhere_takes_no_time() -> None:
    body = "damp homes " * 15_000
    began = time.process_time()
    assert len(looking_for("damp", "homes").fragments("", body)) == FRAGMENTS
    assert time.process_time() - began < 2
