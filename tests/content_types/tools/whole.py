"""Every field that is this type's own, as an import file gives it."""

from __future__ import annotations

from typing import Any

FIELDS: dict[str, Any] = {
    "kind": "screening_questionnaire", "time_needed": 15, "audience": "Teams", "adapted_from": "/tools/case/",
    "adaptation_note": "Shorter.", "version": "2.10", "change_note": "New.",
    "downloads": [{"document": "card.pdf", "title": "Card"}, {"document": "card.pdf"}],
    "steps": [{"title": "Ask", "text": "<p>Kindly.</p>"}],
    "questionnaire": [
        {"title": "Home", "introduction": "We ask all.", "items": [
            {"link_id": "home-1", "text": "Warm?", "kind": "boolean", "required": True, "wording_note": "Kindly."},
            {"link_id": "home-2", "text": "Why?", "repeats": True,
             "options": [{"value": "yes", "label": "Yes"}, {"value": "1.0", "label": "One"}],
             "enable_when_item": "home-1", "enable_when_answer": "true"},
            {"link_id": "/88121-9", "text": "Food", "kind": "group", "prefix": "2.",
             "codes": [{"system": "loinc", "code": "88121-9", "display": "HVS"}], "items": [
                 {"link_id": "weight", "text": "Weight?", "kind": "quantity", "unit": "kg", "items": [
                     {"link_id": "when", "text": "When?", "kind": "time"}]},
                 {"link_id": "/88122-7", "text": "Worried?",
                  "options": [{"value": "LA28397-0", "label": "Often true", "system": "loinc"}]},
             ]},
        ], "link_id": "/96777-8", "codes": [{"system": "snomed", "code": "733423003"}]},
    ],
}  # fmt: skip
