"""What people have that becomes a tool, and how each begins."""

from __future__ import annotations

from content_types.core.starters import Starter, example, example_text, heading, paragraph, step
from content_types.tools.models import ToolPage

Kind = ToolPage.Kind

AUDIENCE = example("Who uses it, such as ward teams who see families at night")

STARTERS = (
    Starter(
        "tool",
        "A tool you use",
        "A guide or template that others can use tomorrow, and adapt.",
        {
            "kind": Kind.GUIDE,
            "summary": example("Two plain sentences: what it helps to do, and what is better for it"),
            "audience": AUDIENCE,
            "steps": [
                {
                    "type": "step",
                    "value": step("What to do first, beginning with a verb", "How, in a few sentences"),
                },
                {"type": "step", "value": step("What to do next", "How, in a few sentences")},
            ],
            "body": [
                heading("When to use it"),
                paragraph("In which moment it helps, and when not to use it"),
                heading("What we have learned with it"),
                paragraph("How long you have used it, and what has changed"),
            ],
        },
    ),
    Starter(
        "checklist",
        "A checklist",
        "Things to tick off, so that nothing is forgotten.",
        {
            "kind": Kind.CHECKLIST,
            "summary": example("Two plain sentences: what it is for, and when one goes through it"),
            "audience": AUDIENCE,
            "body": [
                {
                    "type": "checklist",
                    "value": {
                        "title": example("Such as: before the family leaves"),
                        "items": [
                            {"text": example("One thing that is done or not done"), "hint": ""},
                            {"text": example("The next thing that is done or not done"), "hint": ""},
                        ],
                    },
                },
            ],
        },
    ),
    Starter(
        "questionnaire",
        "A questionnaire",
        "Questions that you ask families, ready for others and for clinical systems.",
        {
            "kind": Kind.SCREENING_QUESTIONNAIRE,
            "summary": example("Two plain sentences: what it asks about, and what one does with the answers"),
            "audience": AUDIENCE,
            "questionnaire": [
                {
                    "type": "section",
                    "value": {
                        "title": example("The subject, such as: home and heating"),
                        "introduction": example("What you say before the questions: that you ask everybody, and why"),
                        "items": [
                            {
                                "link_id": "question-1",
                                "text": example("The question, as it is said aloud"),
                                "kind": "choice",
                                "options": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
                                "wording_note": example("Why it is asked, and how to ask it kindly"),
                            }
                        ],
                    },
                }
            ],
            "body": [
                heading("What to do with the answers"),
                paragraph("Whom to ring, where to send families; nobody asks without an offer"),
            ],
        },
    ),
    Starter(
        "business_case",
        "A business case",
        "An argument for money or staff: problem, local figures, ask, costs, benefit.",
        {
            "kind": Kind.BUSINESS_CASE,
            "summary": example("Two plain sentences: what you asked for, and what became of it"),
            "audience": example("Who decides on it, such as the board of a trust"),
            "business_case": [
                {
                    "type": "business_case",
                    "value": {
                        "problem": example_text("What goes wrong now, and for whom"),
                        "local_figures": [
                            {
                                "figure": example("412 families, say"),
                                "label": example("What it counts, and where"),
                                "source_title": example("Where the figure comes from"),
                            }
                        ],
                        "ask": example_text("What you want, from whom, by when"),
                        "costs": [
                            {"item": example("What is paid for, with on-costs"), "amount": None, "period": "yearly"}
                        ],
                        "benefit": example_text("What changes, and how soon"),
                        "success_measures": [example("How you will know that it worked")],
                    },
                }
            ],
        },
    ),
)
