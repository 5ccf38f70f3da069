"""What people have that becomes a knowledge article, and how each begins."""

from __future__ import annotations

from typing import Any

from content_types.core.starters import Starter, example, heading, paragraph
from content_types.knowledge.models import KnowledgeArticlePage

Kind = KnowledgeArticlePage.Kind


def _seen(name: str, kind: str, label: str, description: str, where: str) -> Starter:
    """Of a film, a podcast, a book: why, what stayed, whom it is for."""
    return Starter(
        name,
        label,
        description,
        {
            "kind": kind,
            "summary": example("Two plain sentences: what it is about, and why others should know it"),
            "body": [
                heading("Why we recommend it"),
                paragraph("What did it make you see that you had not seen before?"),
                heading("What stayed with us"),
                {"type": "quote", "value": {"text": example("A sentence from it that you still remember")}},
                heading("Where to find it"),
                paragraph(where),
                {
                    "type": "reflection",
                    "value": {"question": example("One open question to talk about afterwards, as a team")},
                },
            ],
        },
    )


def _facts() -> dict[str, Any]:
    fact = {"figure": example("1 in 3, say"), "label": example("What the figure counts, and when"), "source_title": ""}
    return {"type": "key_facts", "value": {"title": "", "facts": [fact]}}


STARTERS = (
    Starter(
        "paper",
        "A paper you liked",
        "What they asked and found, in plain words, and what it means on Monday.",
        {
            "kind": Kind.PAPER_SUMMARY,
            "summary": example("Two plain sentences: what they found, and why it matters where you work"),
            "body": [
                heading("What they asked"),
                paragraph("The question, as you would tell it a colleague in the corridor"),
                heading("What they found"),
                paragraph("Whom they looked at, how many, and the main result in plain words"),
                _facts(),
                heading("What it does not tell us"),
                paragraph("Whom it left out, how sure one can be, who paid for it"),
                heading("What it means for us"),
                paragraph("One thing that somebody can do differently tomorrow"),
            ],
        },
    ),
    _seen(
        "film",
        Kind.FILM,
        "A film you would show others",
        "Why to see it, and what to talk about afterwards.",
        "Who shows it, how long it is, whether it has captions and what it costs",
    ),
    _seen(
        "podcast",
        Kind.PODCAST,
        "A podcast you listen to",
        "Why to hear it, and which episode to begin with.",
        "Where one can hear it, the episode to begin with, whether there is a transcript",
    ),
    _seen(
        "book",
        Kind.BOOK,
        "A book that stayed with you",
        "Why to read it, and a sentence from it.",
        "Author, publisher and year, and whether libraries lend it",
    ),
    Starter(
        "question",
        "A question you can answer",
        "Something that colleagues keep asking, explained in a few minutes.",
        {
            "kind": Kind.EXPLAINER,
            "summary": example("The answer in two plain sentences"),
            "body": [
                heading("In short"),
                paragraph("The answer, as you would give it on the telephone"),
                heading("Why it matters"),
                paragraph("Whom it touches, and how often"),
                heading("What you can do"),
                paragraph("What to do first, and whom to ask for help"),
            ],
        },
        answers_search=True,
    ),
    Starter(
        "case_study",
        "Something that worked where you are",
        "What you changed, what came of it, and what you would do differently.",
        {
            "kind": Kind.CASE_STUDY,
            "summary": example("Two plain sentences: what you changed, and what came of it"),
            "body": [
                heading("How it was before"),
                paragraph("What went wrong, for whom; no story that a family could recognise"),
                heading("What we changed"),
                paragraph("Who did what, and how long it took"),
                heading("What came of it"),
                _facts(),
                heading("What we would do differently"),
                paragraph("What was harder than you thought"),
            ],
        },
    ),
)
