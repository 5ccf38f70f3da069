"""Words of distress, of the first person, in English and Welsh; what clinicians write about their work is none."""

from __future__ import annotations

import pytest

from community.moderation.distress import seems_distressed

DISTRESSED = (
    "I want to die.",
    "i don’t want to be here anymore",
    "Sometimes I wish I were dead",
    "I have been thinking about killing myself for weeks",
    "I can't go on like this",
    "they would be better off without me",
    "Honestly I'm feeling suicidal tonight",
    "I keep\nhurting   myself, and nobody knows",
    "There is no reason to live.",
    "I’ve just taken an overdose",
    "Dw i eisiau marw",
    "Dw i ddim eisiau byw mwyach",
    "Rwy'n teimlo'n hunanladdol",
    "Dw i'n meddwl am ladd fy hun",
    "Alla i ddim mynd ymlaen",
    "Bydden nhw'n well hebdda i",
)
AT_WORK = (
    "Suicide prevention training for ward staff, with a checklist.",
    "Our audit of self-harm presentations in the emergency department",
    "We screen for suicidal ideation (PHQ-9, item 9) and ask about a plan.",
    "He said that he wanted to end the meeting; nobody died.",
    "Patients who take an overdose need a kind word first.",
    "This tool is to die for!",
    "I nearly died laughing",
    "I want to live in Bradford and work there",
    "I cut myself shaving this morning",
    "We can't go on without a community health worker in the team",
    "I cannot cope with this spreadsheet",
    "Thinking about suicide prevention as a whole-town effort",
    "the end of life care pathway; her life ended in hospital",
    "I took my own lunch, and my life is good",
    "Hyfforddiant atal hunanladdiad i staff y ward",
    "Mae hunan-niweidio yn gyffredin ymysg pobl ifanc",
    "Rydyn ni'n byw yn Abertawe ac eisiau byw yn iach",
    "",
)


@pytest.mark.parametrize("text", DISTRESSED)
def test_it_hears(text: str) -> None:
    assert seems_distressed("A title", text)


@pytest.mark.parametrize("text", AT_WORK)
def test_it_lets_people_work(text: str) -> None:
    assert not seems_distressed(text, None)
