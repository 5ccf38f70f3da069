"""Evidence: figures that stand without a source, and conflicts of interest that nobody spoke of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_types.core.writing_checks.draft import Draft
from content_types.core.writing_checks.findings import Found
from content_types.core.writing_checks.plain_language import sentences

_NUMBER = r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten)"
_SMALL = r"(?:two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|\d+)"
# What says how much or how many of something in the world, not a date, a dose, a page or a step.
_FIGURE = re.compile(
    rf"\b{_NUMBER}\s?(?:%|per ?cent\b|percentage points?\b)"
    rf"|\b{_NUMBER} (?:in|out of) (?:every )?{_SMALL}\b(?! (?:minutes|hours|days|weeks|months|years))"
    r"|\b\d[\d,.]*\s?(?:thousand|million|billion|bn|m)\b"
    r"|[£$€]\s?\d[\d,.]*(?:\s?(?:million|billion|bn|m|k))?\b"
    r"|\b\d{1,3}(?:,\d{3})+\b"
    r"|\b(?:twice|three times|four times|\d+ times) (?:as|more)\b"
    r"|\b(?:half|a third|a quarter|two thirds|three quarters) of (?:all|the|children|people|families|patients|parents)\b",
    re.IGNORECASE,
)
# “(Marmot 2020)”, “[3]”, an address, a DOI: it says where it comes from by itself.
_CITED = re.compile(r"\([^()]*\b(?:19|20)\d\d[a-z]?\b[^()]*\)|\[\d+(?:[,–-]\s?\d+)*\]|https?://|\b10\.\d{4,}/")
_CONFLICTS = re.compile(
    r"\b(?:conflicts?|declarations?) of interests?\b|\b(?:competing|declared) interests?\b|\bnothing to declare\b|\bfunded by\b",
    re.IGNORECASE,
)


def holds_figure(sentence: str) -> bool:
    """Whether a sentence says how much or how many, so that a reader may ask: who counted?"""
    return _FIGURE.search(sentence) is not None


def figures_without_source(draft: Draft) -> Iterator[Found]:
    """Figures that stand alone without their source, and sentences with one where neither they nor the resource name any."""
    for fact in draft.facts:
        if not fact.has_source:
            yield f"“{fact.text}” has no source. Say who published it.", fact.place
    if draft.has_sources:
        return
    for passage in draft.passages:
        if not passage.is_sentence or passage.has_source:
            continue
        for sentence in sentences(passage.text):
            if holds_figure(sentence) and not _CITED.search(sentence):
                words = sentence if len(sentence) <= 90 else f"{sentence[:88]}…"
                yield f"“{words}” gives a figure without a source. Link it, or add it under Sources.", passage.place


def states_conflicts(draft: Draft) -> bool:
    """Whether the text speaks of conflicts of interest, or of who paid."""
    return any(_CONFLICTS.search(one.text) for one in draft.passages)


def conflicts_unstated(draft: Draft) -> Iterator[Found]:
    """A resource that rests on evidence, and does not say whether anybody gains by it."""
    if draft.has_evidence and not states_conflicts(draft):
        yield (
            "It says nothing of conflicts of interest. One line at the end is enough: “Conflicts of interest: none.”",
            (),
        )
