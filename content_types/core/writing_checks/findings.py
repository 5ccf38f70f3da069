"""The checks by name, and what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from django.conf import settings

from content_types.core.form_places import ContentPath, anchor
from content_types.core.writing_checks.draft import Draft


class Severity(Enum):
    """How much a finding matters to readers."""

    MEND = "mend"  # somebody cannot use it, or is led astray
    CONSIDER = "consider"  # it may be right as it is


@dataclass(frozen=True)
class Finding:
    """What a check found: what is the matter, in words for whoever writes, and where."""

    check: str
    message: str
    place: ContentPath = ()
    url: str = ""  # of a page that has to do with it

    @property
    def anchor(self) -> str:
        """The fragment that opens the form there."""
        return anchor(self.place)


# (message, place), as a check gives what it finds
Found = tuple[str, ContentPath]


@dataclass(frozen=True)
class WritingCheck:
    """One check. ``why`` is shown beside what it finds."""

    code: str
    label: str
    why: str
    run: Callable[[Draft], Iterable[Found]]
    severity: Severity = Severity.CONSIDER
    is_lasting: bool = True  # its result changes only when the page, or what is known of its links, does

    def findings(self, draft: Draft) -> Iterator[Finding]:
        """What it finds in a draft."""
        for message, place in self.run(draft):
            yield Finding(self.code, message, place)


_checks: dict[str, WritingCheck] = {}


def register(*checks: WritingCheck) -> None:
    """Add checks; called when Django starts. A check takes the place of one with its code."""
    _checks.update({one.code: one for one in checks})


def writing_checks() -> tuple[WritingCheck, ...]:
    """All checks, in the order in which they are shown."""
    return tuple(_checks.values())


def check_of(code: str) -> WritingCheck | None:
    """The check with this code; None where there is none any more."""
    return _checks.get(code)


def findings_of(draft: Draft, *, lasting: bool = False) -> list[Finding]:
    """What all checks find, what must be mended first; with ``lasting`` only what does not change by itself from day to day."""
    chosen = [one for one in _checks.values() if one.is_lasting or not lasting]
    chosen.sort(key=lambda one: one.severity is not Severity.MEND)
    return [finding for one in chosen for finding in one.findings(draft)]


def is_anything_required() -> bool:
    """Whether any check stops publishing."""
    return bool(settings.WRITING_CHECKS_REQUIRED)


def stopping(draft: Draft) -> list[Finding]:
    """What keeps a resource from being submitted or published: what is found by the checks that ``WRITING_CHECKS_REQUIRED`` names."""
    required = (_checks[code] for code in settings.WRITING_CHECKS_REQUIRED if code in _checks)
    return [finding for one in required for finding in one.findings(draft)]
