"""Spelling correction: what was probably meant, and whether that is certain enough to be searched for without asking.

One vocabulary serves every engine: the words of the public documents, as the database engine keeps them. A word that public documents have in
any form is right. Another gets the most likely word that they have. That is searched for instead only where nothing speaks for the word as it
is typed; else it is offered. A clinician who types a rare disease is never answered about another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from search import vocabulary, wordlist
from search.query import Query
from search.synonyms import SHORTEST_PART, Clause, Words
from search.text import STOP_WORDS

MIN_REPAIRED = 4  # letters: a shorter word is too easily another
MAX_REPAIRED = 24  # letters: what is near to a longer word is too much to try
MOST_REPAIRED = 8  # words of a query
ENOUGH = 5  # letters of a word that may be replaced; one of four is mostly an abbreviation
_VOWELS = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"(.)\1+")
# How words of medicine end. Two that end in different ones are two things: nephritis is no nephrosis, a gastrotomy no gastrostomy.
_ENDINGS = re.compile(
    "(?:algia|ane|ase|ate|cele|desis|ectomy|ectasis|emia|aemia|ene|genesis|gram|graphy|ide|ine|itis|lysis|malacia|oma|one|osis|iasis"
    "|ostomy|otomy|paresis|pathy|penia|pexy|phagia|phasia|philia|phobia|plasia|plasty|plegia|rrhage|rrhagia|rrhaphy|rrhea|rrhoea|rrhexis"
    "|sclerosis|scopy|stenosis|trophy|tropia|opia|opsia|uria|yl)$"
)


@dataclass(frozen=True)
class Correction:
    """A word as typed and what was probably meant. ``certain``: it may be searched for without asking."""

    typed: str
    meant: str
    certain: bool
    forms: tuple[
        Words, ...
    ]  # words, or words in a row, each of which shows that the word is right if a document has it


def corrections(query: Query, clauses: Sequence[Clause]) -> tuple[Correction, ...]:
    """For words that no public document has in any form: the most likely one that some have. At most four SQL statements; one where all are known."""
    words = _repairable(query, clauses)
    found = vocabulary.corrections(words)
    if not found:
        return ()
    compounds = vocabulary.compounds(list(found), SHORTEST_PART)
    names = _names(query)
    return tuple(
        Correction(typed, meant, typed not in names and _is_certain(typed, meant), ((typed,), *compounds[typed]))
        for typed, meant in found.items()
    )


def _repairable(query: Query, clauses: Sequence[Clause]) -> list[str]:
    """The words that may be spelled wrong: those that no synonym knows, of letters alone, and neither too short nor too long; the first few."""
    if "@" in query.source:
        return []  # part of an address is no word
    words = (word for one in clauses if not one.known for word in one.words)
    sound = (one for one in words if MIN_REPAIRED <= len(one) <= MAX_REPAIRED and one.isalpha())
    return list(dict.fromkeys(one for one in sound if one not in STOP_WORDS))[:MOST_REPAIRED]


def _names(query: Query) -> frozenset[str]:
    """Words that are typed as names and abbreviations are: with a capital within (“dLNs”), or at the beginning where others have none."""
    every = ((one.text, query.source[one.start : one.end]) for one in query.words)
    typed = [(text, source) for text, source in every if len(text) > 1 and text.isalpha()]
    within = {text for text, source in typed if source[1:] != source[1:].lower() and not source.isupper()}
    small = [source for text, source in typed if text not in STOP_WORDS and source.islower()]
    if 2 * len(small) < len(typed):
        return frozenset(within)  # a title, or a keyboard that is stuck
    return frozenset(within | {text for text, source in typed[1:] if source[0].isupper()})


def _is_certain(typed: str, meant: str) -> bool:
    """Whether nothing speaks for a word but that nobody has written it."""
    if wordlist.lists(typed) or _is_another_thing(typed, meant):
        return False
    if wordlist.knows(typed) and not _is_exchanged_behind_a_beginning(typed, meant):
        return False
    if len(typed) < ENOUGH:
        # Two letters exchanged, or one left out of a longer word; else “LVAD” would be “lead”.
        return sorted(typed) == sorted(meant) or (len(meant) > len(typed) and bool(_VOWELS.search(typed)))
    return OSA.distance(typed, meant) < 2 or _consonants(typed) == _consonants(meant)


def _is_exchanged_behind_a_beginning(typed: str, meant: str) -> bool:
    """Whether two letters next to each other are exchanged behind the same beginning: “panceras” is no “ceras” behind “pan-”, but the pancreas."""
    start = wordlist.beginning(typed)
    exchanged = sorted(typed) == sorted(meant) and OSA.distance(typed, meant) == 1
    return exchanged and bool(start) and start == wordlist.beginning(meant)


def _is_another_thing(typed: str, meant: str) -> bool:
    """Whether the two are built of other parts: “hyperuricaemia” and “hypouricaemia”, “nephritis” and “nephrosis”."""
    one, other = wordlist.beginning(typed), wordlist.beginning(meant)
    if one and other and one != other and not one.startswith(other) and not other.startswith(one):
        return True
    ends, others = _ENDINGS.search(typed), _ENDINGS.search(meant)
    return bool(ends and others and ends[0] != others[0])


def _consonants(word: str) -> str:
    """The letters that people seldom get wrong, doubled ones once: of “safgaurding” and “safeguarding” they are the same."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word))


def replaced(query: Query, found: Sequence[Correction]) -> Query:
    """The query with these corrections made."""
    return query.replaced(by_word(found))


def by_word(found: Sequence[Correction]) -> Mapping[str, str]:
    """What was meant, by what was typed."""
    return {one.typed: one.meant for one in found}
