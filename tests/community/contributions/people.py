"""Members who contribute, and what each type is sent with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from community.moderation.trust import ALLOWANCES
from tests.community.registrations.people import members
from tests.review.people import account
from tests.support.graphql import GraphQL
from tests.support.keys import bearer, member_key

__all__ = ["CONTENT", "account", "article", "asking", "members", "trust_with"]

# What only a type has, as the API takes it: everything that is needed to be reviewed, and more.
CONTENT: dict[str, dict[str, Any]] = {
    "ARTICLE": {"article": {"kind": "CASE_STUDY"}},
    "TOOL": {
        "tool": {
            "kind": "SCREENING_QUESTIONNAIRE",
            "timeNeeded": 5,
            "audience": "Ward teams",
            "steps": [{"title": "Ask kindly", "text": "Say **why**."}],
            "questionnaire": [
                {
                    "title": "Home",
                    "introduction": "We ask everybody.",
                    "questions": [
                        {"text": "Is your home warm?", "options": ["Yes", "No", "Yes"]},
                        {"text": "How many sleep there?", "answer": "INTEGER", "wordingNote": "Count babies."},
                    ],
                }
            ],
        }
    },
    "WELLBEING_GUIDANCE": {
        "wellbeingGuidance": {
            "level": "TEAM",
            "steps": [{"title": "Sit down"}],
            "helpfulLinks": [{"title": "Help", "url": "example.org/help"}],
        }
    },
    "EVENT": {
        "event": {
            "kind": "WORKSHOP",
            "start": "2030-05-01T10:00:00Z",
            "end": "2030-05-01T11:00:00Z",
            "attendance": "HYBRID",
            "venueName": "Room 3",
            "joinLink": "https://join.example.org/x",
        }
    },
    "INITIATIVE": {
        "initiative": {
            "stage": "RUNNING",
            "place": "england",
            "locationName": "Bradford",
            "latitude": 53.8,
            "longitude": -1.76,
            "startDate": "2026-01-01",
            "outcomes": "Forty families.",
            "openTo": ["MENTORING"],
        }
    },
}


def article(**more: Any) -> dict[str, Any]:
    """What the API is sent for an article."""
    return {
        "idempotencyKey": "k1",
        "type": "ARTICLE",
        "title": "Asking about money",
        "summary": "How we began to ask. It changed what we hear.",
        "body": "# Why\n\nBecause **nobody** had.",
        **more,
    }


def asking(user: Any = None) -> GraphQL:
    """The API as this member's app asks it; as nobody without one."""
    return GraphQL(Client(headers=bearer(member_key(user)) if user is not None else {}))


def trust_with(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every member may hand in so many contributions a day."""
    for level, allowance in ALLOWANCES.items():
        monkeypatch.setitem(ALLOWANCES, level, replace(allowance, contributions=number))
