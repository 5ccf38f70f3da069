"""What is wrong with a folder: every problem with its file, line and field, in one report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. ``line`` counts from 1; ``field`` is empty where the file as a whole is meant."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}: {field}{self.message}"


class Report:
    """Collects problems; a field is complained of once for each message."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()
        self._failed: dict[str, set[str]] = {}

    def add(self, file: str, line: int, field: str, message: str) -> None:
        """Note a problem."""
        self._problems.add(Problem(file, line, field, message))
        self._failed.setdefault(file, set()).add(field)

    def has_failed(self, file: str, field: str) -> bool:
        """Whether something was already said of this field or of anything inside it."""
        return any(_within(path, field) for path in self._failed.get(file, ()))

    def fails(self, file: str) -> bool:
        """Whether anything was said of this file."""
        return file in self._failed

    @property
    def problems(self) -> list[Problem]:
        """All problems by file, then line."""
        return sorted(self._problems)

    def __bool__(self) -> bool:
        return bool(self._problems)


def _within(path: str, field: str) -> bool:
    return path == field or path.startswith((f"{field}.", f"{field}["))


@dataclass(frozen=True, slots=True)
class SourceLocation:
    """A place in a file, to complain of."""

    report: Report
    file: str
    line: int = 1
    path: str = ""

    def key(self, name: str, line: int) -> SourceLocation:
        """The place of a key of this mapping."""
        return SourceLocation(self.report, self.file, line, f"{self.path}.{name}" if self.path else name)

    def item(self, position: int, line: int) -> SourceLocation:
        """The place of an entry of this list; entries count from 1."""
        return SourceLocation(self.report, self.file, line, f"{self.path}[{position + 1}]")

    def problem(self, message: str) -> None:
        """Complain of this place."""
        self.report.add(self.file, self.line, self.path, message)

    @property
    def failed(self) -> bool:
        """Whether this place, or one inside it, was complained of."""
        return self.report.has_failed(self.file, self.path)


class ImportRejected(Exception):
    """The folder has problems and nothing was written."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{len(report.problems)} problems")
        self.problems = report.problems


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that suggests the nearest known word, with a space before it; empty when none is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean “{near[0]}”?" if near else ""
