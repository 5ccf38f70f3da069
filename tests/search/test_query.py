"""What a member typed, understood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.query import FIELD_WORDS, MAX_PARTS, MAX_WORDS, FieldWord, parse, slug_of
from search.text import MAX_QUERY, MAX_WORD, checked_query, tokens


def words(source: str) -> list[str]:
    return [one.text for one in parse(source).words]


def test_plain_words_are_folded_in_order() -> None:
    assert words("How do I ask about Money?") == ["how", "do", "i", "ask", "about", "money"]
    assert words("Zoë’s ½-hour café") == ["zoe", "1", "2", "hour", "cafe"]


def test_phrases() -> None:
    assert parse('"food bank" near').phrases == (("food", "bank"),)
    assert parse("“food bank” near").phrases == (("food", "bank"),)  # as phones type them
    assert words('"food bank" near') == ["near"]
    assert words('"housing"') == ["housing"]  # one word is a word


@pytest.mark.parametrize("source", ['food "bank', 'food bank"', '"', '""', '"food" "bank', "“food bank"])
def test_an_unbalanced_quote_opens_nothing(source: str) -> None:
    query = parse(source)
    assert query.phrases == ()
    assert {one.text for one in query.words} <= {"food", "bank"}


def test_what_must_not_occur() -> None:
    query = parse('housing -damp -"black mould" well-being -')
    assert query.excluded == (("damp",), ("black", "mould"))
    assert [one.text for one in query.words] == ["housing", "well", "being"]


@pytest.mark.parametrize(
    ("source", "excluded"),
    [
        # Deliberate: words are listed, or it stands at the end or the beginning
        ("housing -damp", ["damp"]),
        ("-damp housing", ["damp"]),
        ("housing -damp mould", ["damp"]),
        ("-damp", ["damp"]),
        ("how do I ask about money -asthma", ["asthma"]),
        ("help with rent -scotland -wales", ["scotland", "wales"]),
        ('the letter -"black mould" to a landlord', ["black mould"]),
        ("letters to the council -kind:book", []),
        # A dash of running prose
        ("the effects of calcium -dependent release", []),
        ("low -income families are in debt", []),
        ("families -and their children- wait for food", []),
        ("the poor -who wait- longer", []),
        ("release in the cell is calcium -dependent.", []),
        ("one two three four five six seven eight -nine ten", []),
        ("poverty - a new look", []),
        ("well-being of staff", []),
        # A number
        ("covid -19 vaccine", []),
        ("IL -6", []),
        ("events -2020", ["2020"]),
    ],
)
def test_a_dash_of_running_prose_excludes_nothing(source: str, excluded: list[str]) -> None:
    query = parse(source)
    assert [" ".join(one) for one in query.excluded] == excluded
    if not excluded and ":" not in source:
        assert {one.text for one in query.words} == set(tokens(source))


def test_field_words() -> None:
    query = parse('topic:housing type:Tool,event, -kind:book topic:"Food insecurity, hunger" rent')
    assert query.fields == (
        FieldWord("topics", ("housing",)),
        FieldWord("type", ("tool", "event")),
        FieldWord("kind", ("book",), negated=True),
        FieldWord("topics", ("food-insecurity-hunger",)),
    )
    assert [one.text for one in query.words] == ["rent"]


@pytest.mark.parametrize("source", ["re:housing", "http://example.org/x", "10:30", "topic:", "note: housing", ":x"])
def test_what_is_no_field_word_is_words(source: str) -> None:
    query = parse(source)
    assert query.fields == ()
    assert query.words


def test_corrections_keep_everything_else() -> None:
    query = parse('Safegaurding "risk assesment" -teh topic:x  safegaurding!')
    assert query.replaced({"safegaurding": "safeguarding"}).source == (
        'Safeguarding "risk assesment" -teh topic:x  safeguarding!'
    )
    again = query.replaced({"safegaurding": "safeguarding"})
    assert [again.source[one.start : one.end] for one in again.words] == ["Safeguarding", "safeguarding"]


def test_several_corrections_of_other_lengths() -> None:
    """Each moves what is behind it, by the letters of all before it together."""
    query = parse("Depresion assesment, for homless children -dammp")
    repaired = query.replaced({"depresion": "depression", "assesment": "assessment", "homless": "homeless"})
    assert repaired.source == "Depression assessment, for homeless children -dammp"
    places = [repaired.source[one.start : one.end] for one in repaired.words]
    assert places == ["Depression", "assessment", "for", "homeless", "children"]


def test_long_queries_are_cut_not_rejected() -> None:
    query = parse(" ".join(f'w{number} "a{number} b" -c{number} topic:d{number}' for number in range(200)))
    assert (len(query.words), len(query.phrases)) == (MAX_WORDS, MAX_PARTS)
    assert (len(query.excluded), len(query.fields)) == (MAX_PARTS, MAX_PARTS)


TYPED = st.text(max_size=MAX_QUERY) | st.lists(
    st.sampled_from(
        [
            '"',
            "-",
            ":",
            " ",
            "topic:",
            "type:",
            "AND",
            "OR",
            "(",
            ")",
            "*",
            "~",
            "\\",
            "<b>",
            "&",
            "housing",
            "ß",
            "İ",
            "ﬁ",
        ]
    ),
    max_size=60,
).map("".join)


def is_of_a_word(letter: str) -> bool:
    """Letters, digits, what joins them, and the marks that stand above or below a letter."""
    return letter == "_" or letter.isalnum() or unicodedata.category(letter).startswith("M")


@settings(max_examples=400, deadline=None)
@given(TYPED)
@example("İ" * 100)
@example('-"-"-"')
@example("ﷺ" * 60)
@example("0ั")  # a digit with a vowel of another script above it
def test_nothing_anybody_types_is_an_error(source: str) -> None:
    query = parse(checked_query(source))
    for one in query.words:
        assert one.text
        assert len(one.text) <= MAX_WORD
        assert all(is_of_a_word(letter) for letter in one.text)
        assert 0 <= one.start < one.end <= len(query.source)
    for several in (*query.phrases, *query.excluded):
        assert all(several)
    assert all(
        one.field in FIELD_WORDS.values() and one.values == tuple(map(slug_of, one.values)) for one in query.fields
    )
    assert parse(query.source) == query


@settings(max_examples=200, deadline=None)
@given(TYPED, st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_a_correction_replaces_its_word_and_nothing_else(source: str, new: str) -> None:
    query = parse(checked_query(source))
    for word in {one.text for one in query.words}:
        repaired = query.replaced({word: new})
        assert len(repaired.words) == len(query.words)
        assert [two.text for two in repaired.words] == [new if one.text == word else one.text for one in query.words]
        assert (repaired.phrases, repaired.excluded, repaired.fields) == (query.phrases, query.excluded, query.fields)


@pytest.mark.parametrize("text", ["topic: housing", "topic:housing", "TOPIC:  housing", 'topic: "Housing"'])
def test_a_space_after_a_field_is_no_matter(text: str) -> None:
    query = parse(text)
    assert [(one.field, one.values) for one in query.fields] == [("topics", ("housing",))]
    assert query.words == ()


def test_a_colon_after_another_word_is_no_field() -> None:
    assert [word.text for word in parse("note: housing").words] == ["note", "housing"]
    assert parse("topic:").fields == ()
