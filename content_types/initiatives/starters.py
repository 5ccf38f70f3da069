"""What people do that becomes an initiative, and how it begins."""

from __future__ import annotations

from content_types.core.starters import Starter, example, example_text, heading, paragraph
from content_types.initiatives.models import Initiative

STARTERS = (
    Starter(
        "project",
        "A project on the map",
        "Who does what, where, against child poverty or health inequality.",
        {
            "stage": Initiative.Stage.RUNNING,
            "summary": example("Two plain sentences: what you do, and for whom"),
            "body": [
                heading("What we do"),
                paragraph("What a family, or a colleague, notices of it"),
                heading("Who does it"),
                paragraph("Which teams and organisations; no names without their consent"),
            ],
            "outcomes": example_text("What has come of it so far, with numbers where there are some"),
        },
    ),
)
