"""Questionnaires that clinicians really use, as the form and the import format write them, with their LOINC codes.

Hunger Vital Sign (88121-9), PRAPARE (93025-5) and AHC HRSN (96777-8), in the words of the published forms, shortened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

YES, NO, DECLINED = ("LA33-6", "Yes"), ("LA32-8", "No"), ("LA30122-8", "I choose not to answer this question")
OFTEN = [("LA28397-0", "Often true"), ("LA6729-3", "Sometimes true"), ("LA28398-8", "Never true")]
HOW_OFTEN = [
    ("LA6270-8", "Never"),
    ("LA10066-1", "Rarely"),
    ("LA10082-8", "Sometimes"),
    ("LA16644-9", "Fairly often"),
    ("LA6482-9", "Frequently"),
]


def coded(code: str, text: str, options: Sequence[tuple[str, str]] = (), **more: Any) -> dict[str, Any]:
    """A question that is a LOINC term, named by it as LOINC's own forms do."""
    kind = more.pop("kind", "choice" if options else "string")
    item: dict[str, Any] = {"link_id": f"/{code}", "text": text, "kind": kind}
    if options:
        item["options"] = [{"value": value, "label": label, "system": "loinc"} for value, label in options]
    return item | {"codes": [{"system": "loinc", "code": code, "display": text[:255]}]} | more


def group(code: str, text: str, *items: dict[str, Any]) -> dict[str, Any]:
    """A panel within a panel."""
    return coded(code, text, kind="group", items=list(items))


def section(code: str, title: str, *items: dict[str, Any]) -> dict[str, Any]:
    """A panel."""
    codes = [{"system": "loinc", "code": code, "display": title}]
    return {"title": title, "link_id": f"/{code}", "codes": codes, "items": list(items)}


WORRIED = coded(
    "88122-7",
    "Within the past 12Mo we worried whether our food would run out",
    OFTEN,
)
RAN_OUT = coded("88123-5", "Within the past 12Mo the food we bought just didn't last", OFTEN)
HUNGER_VITAL_SIGN = [
    section(
        "88121-9",
        "Hunger Vital Sign",
        WORRIED,
        RAN_OUT,
        coded("88124-3", "Food insecurity risk", [("LA19952-3", "At risk"), ("LA19983-8", "No risk")]),
    )
]
HOUSED = [("LA30189-7", "I have housing"), ("LA30190-5", "I do not have housing"), DECLINED]
RIDES = [
    ("LA30133-5", "Yes, it has kept me from medical appointments or from getting my medications"),
    ("LA30134-3", "Yes, it has kept me from non-medical meetings or work"),
    NO,
    DECLINED,
]  # fmt: skip
PRAPARE = [
    section(
        "93043-8",
        "Personal characteristics",
        coded("56051-6", "Are you Hispanic or Latino?", [YES, NO, DECLINED], prefix="1."),
        coded(
            "32624-9",
            "Which race(s) are you?",
            [("LA6156-9", "Asian"), ("LA10610-6", "Black/African American"), ("LA46-8", "Other"), DECLINED],
            kind="open_choice",
            repeats=True,
            prefix="2.",
            items=[
                {"link_id": "/32624-9/other", "text": "Please write", "kind": "string",
                 "enable_when_item": "/32624-9", "enable_when_answer": "LA46-8"},
            ],
        ),
    ),
    section(
        "93042-0",
        "Family and home",
        coded(
            "63512-8",
            "How many family members, including yourself, do you currently live with?",
            kind="quantity",
            unit="{#}",
            prefix="6.",
        ),
        coded("71802-3", "What is your housing situation today?", HOUSED, prefix="7."),
        coded("93033-9", "Are you worried about losing your housing?", [YES, NO, DECLINED], prefix="8.",
              enable_when_item="/71802-3", enable_when_answer="LA30189-7"),
        coded("56799-0", "What address do you live at?", kind="text", prefix="9."),
    ),
    section(
        "93041-2",
        "Money and resources",
        coded("63586-2", "What was the total combined income for your family?",
              kind="quantity", unit="{USD}/a", prefix="13."),
        coded("93031-3", "In the past year, have you been unable to get any of these?",
              [("LA30125-1", "Food"), ("LA30126-9", "Clothing"), ("LA30124-4", "Utilities"), DECLINED], repeats=True,
              kind="open_choice", prefix="14."),
        coded("93030-5", "Has lack of transportation kept you from things you need?", RIDES, repeats=True,
              prefix="15."),
    ),
]  # fmt: skip
PHYSICALLY = coded("95618-5", "How often does anyone, including family and friends, physically hurt you?", HOW_OFTEN)
AHC_HRSN = [
    section(
        "96777-8",
        "Core questions",
        {"link_id": "say", "text": "Some people have made the following statements.", "kind": "display"},
        {
            "link_id": "food",
            "text": "Food",
            "kind": "group",
            "items": [WORRIED, RAN_OUT],
        },
        {
            "link_id": "safety",
            "text": "Safety",
            "kind": "group",
            "wording_note": "Ask alone.",
            "items": [
                {
                    "link_id": "safety.harm",
                    "text": "Because violence and abuse happens to a lot of people",
                    "kind": "group",
                    "items": [PHYSICALLY, coded("95617-7", "How often does anyone insult you?", HOW_OFTEN)],
                },
                coded("95614-4", "Total Score HITS", kind="integer", unit="{score}"),
            ],
        },
    ),
    section(
        "96779-4",
        "Supplemental questions",
        coded("89555-7", "How many days of exercise did you do in the last 7 days?", kind="integer"),
        coded("68516-4", "On those days, how many minutes did you exercise?", kind="quantity", unit="min/d"),
        {"link_id": "sleep", "text": "When do you usually go to bed?", "kind": "time"},
        {"link_id": "late", "text": "What keeps you up?", "kind": "text", "enable_when_item": "sleep",
         "enable_when_answer": "23:30"},
        {"link_id": "seen", "text": "When were you last seen?", "kind": "date_time", "required": True},
    ),
]  # fmt: skip
REAL = {"hunger-vital-sign": HUNGER_VITAL_SIGN, "prapare": PRAPARE, "ahc-hrsn": AHC_HRSN}
