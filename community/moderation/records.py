"""The records that an operator keeps: each is written anew from what is there now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from community import processing
from community.moderation import risk_record


@dataclass(frozen=True)
class Record:
    """One of them."""

    title: str
    write: Callable[[], str]  # as Markdown


RECORDS = {
    "risks": Record("Record of risks (Online Safety Act)", risk_record.as_markdown),
    "processing": Record("Record of processing (UK GDPR, article 30)", processing.as_markdown),
    "impact": Record("Impact assessment (UK GDPR, article 35)", processing.assessment_as_markdown),
}
