"""What a member typed, understood."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.query import FIELD_WORDS, MAX_PARTS, MAX_WORD, MAX_WORDS, FieldWord, parse, slug_of
from search.text import MAX_QUERY, checked_query


def words(source: str) -> list[str]:
    return [one.text for one in parse(source).words]


def test_plain_words_are_folded_in_order() -> None:
    assert words("How do I ask about Money?") == ["how", "do", "i", "ask", "about", "money"]
    assert words("Zoë’s ½-hour café") == ["zoe", "s", "1", "2", "hour", "cafe"]


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


def test_long_queries_are_cut_not_refused() -> None:
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


@settings(max_examples=400, deadline=None)
@given(TYPED)
@example("İ" * 100)
@example('-"-"-"')
@example("ﷺ" * 60)
def test_nothing_anybody_types_is_an_error(source: str) -> None:
    query = parse(checked_query(source))
    for one in query.words:
        assert one.text
        assert len(one.text) <= MAX_WORD
        assert re.fullmatch(r"\w+", one.text)
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
