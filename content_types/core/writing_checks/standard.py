"""The checks that every library has, in the order in which they are shown."""

from __future__ import annotations

from content_types.core.writing_checks import evidence, particulars, plain_language
from content_types.core.writing_checks.findings import Severity, WritingCheck

STANDARD = (
    WritingCheck(
        "summary",
        "Summary missing",
        "Lists, search results and shared links show the summary and nothing else.",
        particulars.summary_missing,
        Severity.MEND,
    ),
    WritingCheck(
        "alt_text",
        "Alt text missing",
        "People who cannot see a picture hear its alt text instead.",
        particulars.alt_text_missing,
        Severity.MEND,
    ),
    WritingCheck(
        "transcript",
        "Transcript missing",
        "People on a ward often cannot play sound, and some cannot hear it.",
        particulars.media_without_words,
    ),
    WritingCheck(
        "insecure_link",
        "Insecure link",
        "Without https others on the way can see and change what is read there.",
        particulars.insecure_links,
        Severity.MEND,
    ),
    WritingCheck(
        "figure_source",
        "Figure without a source",
        "The NHS standard for health content asks that readers can check what is claimed.",
        evidence.figures_without_source,
    ),
    WritingCheck(
        "reading_age",
        "Hard to read",
        "Tired people read this on a phone. The age is worked out from the length of words and sentences (Automated Readability Index).",
        plain_language.too_hard,
    ),
    WritingCheck(
        "long_sentence",
        "Long sentence",
        "Whoever reads in a hurry loses the beginning before the end.",
        plain_language.long_sentences,
    ),
    WritingCheck(
        "acronym",
        "Acronym without explanation",
        "Every profession has its own; readers come from all of them.",
        plain_language.unexplained_acronyms,
    ),
    WritingCheck(
        "conflicts",
        "Conflicts of interest not stated",
        "The PIF TICK asks that readers are told who gains, and who paid.",
        evidence.conflicts_unstated,
    ),
    WritingCheck(
        "owner",
        "Nobody looks after it",
        "Somebody must be reminded when it is time to look again.",
        particulars.owner_missing,
    ),
    WritingCheck(
        "review_date",
        "Day of review missing",
        "The NHS standard asks that health content is looked at again, at the latest after three years.",
        particulars.review_missing,
    ),
    WritingCheck(
        "review_overdue",
        "Review overdue",
        "What was right may not be right any more.",
        particulars.review_passed,
        is_lasting=False,
    ),
)
