"""Plain language: how old one must be to read a text with ease, and words that nobody explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.conf import settings

from content_types.core.form_places import ContentPath
from content_types.core.writing_checks.draft import Draft
from content_types.core.writing_checks.findings import Found

ENOUGH_WORDS = 100  # of which the formula says something
YEARS_BEFORE_SCHOOL = 5  # a child in the first grade is six
LONGEST_SENTENCE = 35  # words; a sentence of more is named

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NO_END = re.compile(r"\b(?:e\.g|i\.e|Dr|Mr|Mrs|Ms|Prof|et al|vs|no|St)\.$", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    found: list[str] = []
    for part in _SENTENCE_END.split(text.strip()):
        if found and _NO_END.search(found[-1]):
            found[-1] += f" {part}"
        elif part:
            found.append(part)
    return found


def reading_age(paragraphs: Iterable[str]) -> int | None:
    """The age in years at which most read a text with ease, by the Automated Readability Index; None for fewer than 100 words.

    4.71 × letters per word + 0.5 × words per sentence − 21.43 is the grade of a school in the USA (Smith and Senter 1967, AMRL-TR-66-220); five
    years are added to it. It counts letters, so it asks no dictionary of syllables. Not below 6.
    """
    told = [sentence for paragraph in paragraphs for sentence in sentences(paragraph)]
    words = [word for sentence in told for word in _WORD.findall(sentence)]
    if len(words) < ENOUGH_WORDS:
        return None
    letters = sum(sum(map(str.isalnum, word)) for word in words)
    grade = 4.71 * letters / len(words) + 0.5 * len(words) / len(told) - 21.43
    return max(6, round(grade + YEARS_BEFORE_SCHOOL))


def reading_age_of(draft: Draft) -> int | None:
    """The reading age of a resource; None where it is short, or not in English, for which the formula was made."""
    return reading_age(draft.prose) if draft.is_english else None


def too_hard(draft: Draft) -> Iterator[Found]:
    """A reading age above ``WRITING_READING_AGE``."""
    age, wanted = reading_age_of(draft), settings.WRITING_READING_AGE
    if age is not None and age > wanted:
        yield f"The reading age is {age}. Aim at {wanted} or less: shorter sentences first, then shorter words.", ()


def long_sentences(draft: Draft) -> Iterator[Found]:
    """The sentences of more than 35 words."""
    for passage in draft.passages:
        for sentence in sentences(passage.text) if passage.is_sentence else ():
            count = len(_WORD.findall(sentence))
            if count > LONGEST_SENTENCE:
                yield (
                    f"A sentence of {count} words: “{_first_words(sentence)}”. Make two or three of it.",
                    passage.place,
                )


# --- Acronyms --------------------------------------------------------------------------------------------------------------------

# What everybody here reads without stopping.
# fmt: off
KNOWN = frozenset({
    "A&E", "AM", "AND", "API", "BBC", "BY", "CC", "CD", "COVID", "CSV", "CV", "DIY", "DNA", "DOI", "DVD", "EU", "FAQ", "FHIR", "GP", "GPS", "HIV",
    "HTML", "HTTP", "HTTPS", "ID", "IT", "NHS", "NO", "NOT", "OK", "OR", "PC", "PDF", "PIN", "PM", "QR", "RSVP", "SMS", "TV", "UK", "UN", "URL",
    "US", "USA", "USB", "WHAM", "WHO",
})
# fmt: on
_ACRONYM = re.compile(r"(?<![\w/@.&-])[A-Z](?:[A-Z0-9&]*[A-Z])[A-Z0-9]*(?=s?\b)(?![\w/@]*\.\w)")
_CAPITALS = re.compile(r"\b[A-Z]{2,}(?: [A-Z]{2,})+\b")  # a title or a name, such as “WE CARE”
_ROMAN = re.compile(r"^[IVXLC]+$")


def unexplained_acronyms(draft: Draft) -> Iterator[Found]:
    """Acronyms that stand nowhere with the words that they stand for, each once, where it stands first."""
    known = KNOWN | {one.upper() for one in settings.WRITING_KNOWN_ACRONYMS}
    everything = "\n".join([draft.title, draft.summary, *(one.text for one in draft.passages)])
    places: list[tuple[str, ContentPath]] = [(draft.title, ("title",)), (draft.summary, ("summary",))]
    places += [(one.text, one.place) for one in draft.passages]
    seen: set[str] = set()
    for text, place in places:
        if not draft.is_english or text.isupper():
            continue  # of another language, or written in capitals altogether
        shouted = {word for phrase in _CAPITALS.findall(text) for word in phrase.split()}
        for acronym in _ACRONYM.findall(text):
            if acronym in seen or acronym in known or _ROMAN.match(acronym) or acronym in shouted - known:
                continue
            seen.add(acronym)
            if not _is_explained(acronym, everything):
                yield f"“{acronym}” is not explained. Write the words first, then ({acronym}).", place


def _is_explained(acronym: str, text: str) -> bool:
    """Whether it stands in brackets after two words or more, or before brackets or “stands for” with words."""
    name = re.escape(acronym)
    after_words = rf"[^\W\d_]{{2,}}[\s-]+[^\W\d_]{{2,}}\s*[(\[]{name}s?\b"
    before_words = rf"\b{name}s?\s*(?:[(\[]|stands for|means|[:–—-]\s)\s*[^\W\d_]{{2,}}[\s-]+[^\W\d_]{{2,}}"
    return re.search(f"{after_words}|{before_words}", text) is not None


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")
