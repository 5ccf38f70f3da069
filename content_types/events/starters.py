"""What people plan that becomes an event, and how each begins."""

from __future__ import annotations

from content_types.core.starters import Starter, example, heading, paragraph
from content_types.events.models import EventPage

Kind, Attendance = EventPage.Kind, EventPage.Attendance

STARTERS = (
    Starter(
        "talk",
        "A talk you plan",
        "A WHAMinar: who speaks, about what, when, and how to join.",
        {
            "kind": Kind.WEBINAR,
            "attendance": Attendance.ONLINE,
            "summary": example("Two plain sentences: what it is about, and whom it is for"),
            "body": [
                heading("What it is about"),
                paragraph("What people will know or be able to do afterwards"),
                heading("Who speaks"),
                paragraph("Name and work of each speaker, who agreed to be named"),
            ],
        },
    ),
    Starter(
        "meeting",
        "A meeting you plan",
        "People in a room: where, when, what for, and what it needs.",
        {
            "kind": Kind.MEET_UP,
            "attendance": Attendance.IN_PERSON,
            "summary": example("Two plain sentences: why to come, and who is welcome"),
            "body": [
                heading("What we will do"),
                paragraph("What happens, roughly when, and what to bring"),
                heading("Getting there"),
                paragraph("Buses, parking, step-free access, children, food"),
            ],
        },
    ),
    Starter(
        "journal_club",
        "A paper to read together",
        "A journal club: which paper, when, and the questions to talk about.",
        {
            "kind": Kind.JOURNAL_CLUB,
            "attendance": Attendance.ONLINE,
            "summary": example("Two plain sentences: which paper, and why this one"),
            "body": [
                heading("The paper"),
                paragraph("Title, authors, year, and where everybody can read it"),
                {"type": "reflection", "value": {"question": example("One open question to think about before")}},
            ],
        },
    ),
)
