"""What people have that becomes wellbeing guidance, and how each begins."""

from __future__ import annotations

from typing import Any

from content_types.core.starters import Starter, example, heading, paragraph, step
from content_types.wellbeing.models import WellbeingGuidancePage

Level = WellbeingGuidancePage.Level


def _steps() -> list[dict[str, Any]]:
    return [
        {"type": "step", "value": step("What to do first, beginning with a verb", "How, in a few sentences")},
        {"type": "step", "value": step("What to do next", "How, in a few sentences")},
    ]


STARTERS = (
    Starter(
        "team",
        "Something that keeps your team well",
        "A habit, a ritual, a rule that others can take over.",
        {
            "level": Level.TEAM,
            "summary": example("Two plain sentences: what you do together, and what it has changed"),
            "steps": _steps(),
            "body": [
                heading("Why we do it"),
                paragraph("What it was like before, without naming anybody"),
                heading("What it takes"),
                paragraph("Minutes, people, a room; and what to do when nobody has time"),
            ],
        },
    ),
    Starter(
        "personal",
        "Something that helps on a hard day",
        "For one person, in a few minutes, without anything to buy.",
        {
            "level": Level.PERSONAL,
            "show_help_now": True,
            "summary": example("Two plain sentences: when it helps, and how"),
            "steps": _steps(),
            "body": [heading("When to ask for more help"), paragraph("The signs that this is not enough")],
        },
    ),
)
