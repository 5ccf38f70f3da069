"""What can be offered at `/contribute/`, in plain words, and which type of the library each becomes."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Kind:
    """One kind of contribution: its name in addresses, its type in the API, and what its form asks beside title and text."""

    name: str
    type: str
    enum: str = ""  # of which one value is chosen; its labels come from the API
    values: tuple[str, ...] = ()  # of these; the first is chosen unless another is
    asks: tuple[str, ...] = ()  # further fields of the form
    has_body: bool = True

    @property
    def fixed(self) -> str:
        """The value, where there is one alone."""
        return self.values[0] if len(self.values) == 1 else ""

    def for_revision(self) -> Kind:
        """What is asked of one that was sent before: its words."""
        return replace(self, name="revision", values=(), asks=())


KINDS = {
    one.name: one
    for one in (
        Kind("tool", "TOOL", "Kind", ("GUIDE", "TEMPLATE", "CHECKLIST", "POSTER", "DATASET"), ("audience",)),
        Kind("questionnaire", "TOOL", "Kind", ("SCREENING_QUESTIONNAIRE",), ("audience", "questions")),
        Kind(
            "business-case",
            "TOOL",
            "Kind",
            ("BUSINESS_CASE",),
            ("problem", "ask", "benefit", "figures", "costs"),
            has_body=False,
        ),
        Kind(
            "article",
            "ARTICLE",
            "Kind",
            ("EXPLAINER", "CASE_STUDY", "PAPER_SUMMARY", "FILM", "PODCAST", "BOOK", "READING_LIST"),
        ),
        Kind(
            "event",
            "EVENT",
            "Kind",
            ("WEBINAR", "WORKSHOP", "MEET_UP", "JOURNAL_CLUB"),
            ("start", "end", "attendance", "venue"),
        ),
        Kind("wellbeing", "WELLBEING_GUIDANCE", "Level", ("PERSONAL", "TEAM", "SYSTEM")),
        Kind(
            "initiative",
            "INITIATIVE",
            "InitiativeStage",
            ("IDEA", "STARTING", "RUNNING", "EMBEDDED", "EVALUATED", "ENDED"),
            ("town", "place"),
        ),
    )
}
