"""How well the library search answers what members ask: ``golden.yaml`` over the demo library.

``python -m tests.relevance.golden`` imports the demo library and the platform's synonyms into a database of its own,
indexes it, asks every query of the product's GraphQL ``search`` and prints success@1, success@5 and MRR@10, overall and
by kind, with every query that was not answered first or among the first five. ``--engine`` chooses SQLite, PostgreSQL
or Elasticsearch; the last two under ``python -m tests.services run --``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.relevance.metrics import first_hit, mean, reciprocal_rank, success
from tests.relevance.scratch import CHOICES, ELASTICSEARCH, GIVEN, POSTGRESQL, SQLITE, index_everything, scratch_site

if TYPE_CHECKING:
    from tests.relevance.asking import Library

# What must be reached: success@1, success@5.
THRESHOLDS = {ELASTICSEARCH: (0.85, 0.97), SQLITE: (0.85, 0.97), POSTGRESQL: (0.85, 0.97)}

QUESTIONS = Path(__file__).with_name("golden.yaml")
DEMO_LIBRARY = Path(__file__).resolve().parents[2] / "demo" / "library"
DEPTH = 10


@dataclass(frozen=True)
class Question:
    """A query and what counts as its answer, as section/slug."""

    query: str
    expect: tuple[str, ...]
    kind: str


@dataclass(frozen=True)
class Outcome:
    """What came for a question: the first ten, as section/slug."""

    question: Question
    found: tuple[str, ...]

    @property
    def rank(self) -> int | None:
        """Where the first right answer stands, if among the first ten."""
        return first_hit(self.found, self.question.expect)

    def answered(self, depth: int) -> bool:
        """Whether a right answer is among the first ``depth``."""
        return success(self.found, self.question.expect, depth)

    def __str__(self) -> str:
        came = self.found[0] if self.found else "nothing"
        return (
            f"[{self.question.kind}] {self.question.query!r}: {came} came first; "
            f"{self.question.expect[0]} expected, first right at {self.rank or '-'}"
        )


@dataclass(frozen=True)
class Figures:
    """The measures over some questions."""

    count: int
    success_1: float
    success_5: float
    mrr_10: float

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Figures:
        """Raises ValueError for no outcomes."""
        return cls(
            count=len(outcomes),
            success_1=mean(one.answered(1) for one in outcomes),
            success_5=mean(one.answered(5) for one in outcomes),
            mrr_10=mean(reciprocal_rank(one.found, one.question.expect, DEPTH) for one in outcomes),
        )

    def as_json(self) -> dict[str, float]:
        """Rounded to four digits."""
        return {
            "queries": self.count,
            "success@1": round(self.success_1, 4),
            "success@5": round(self.success_5, 4),
            "MRR@10": round(self.mrr_10, 4),
        }


def questions(path: Path = QUESTIONS) -> list[Question]:
    """The golden queries. Raises KeyError and OSError for a file that is not as its head says."""
    entries = yaml.safe_load(path.read_text())
    return [Question(one["query"], tuple(one["expect"]), one["kind"]) for one in entries]


def load_demo_library() -> None:
    """Fill the database in use as the demo is filled: the synonyms that come with the platform, and the demo library.

    Raises CommandError.
    """
    from django.core.management import call_command

    call_command("load_synonyms", verbosity=0)
    call_command("import_library", str(DEMO_LIBRARY), verbosity=0)


def measure(library: Library, asked: Iterable[Question]) -> list[Outcome]:
    """Ask every question. Raises SearchFailed."""
    return [Outcome(one, tuple(path.strip("/") for path in library.search(one.query, DEPTH).paths)) for one in asked]


def by_kind(outcomes: Iterable[Outcome]) -> dict[str, Figures]:
    """The figures of each kind of query, in the order of the file."""
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        kinds[one.question.kind].append(one)
    return {kind: Figures.of(ones) for kind, ones in kinds.items()}


def report(outcomes: Sequence[Outcome]) -> str:
    """Figures and misses, for people."""
    rows = {"all": Figures.of(outcomes), **by_kind(outcomes)}
    lines = [f"{'kind':14} queries  success@1  success@5  MRR@10"]
    lines += [
        f"{kind:14} {row.count:7}  {row.success_1:9.3f}  {row.success_5:9.3f}  {row.mrr_10:6.3f}"
        for kind, row in rows.items()
    ]
    lines += ["", "Not among the first five:", *(f"  {one}" for one in outcomes if not one.answered(5))]
    lines += ["", "Among the first five, but not first:"]
    lines += [f"  {one}" for one in outcomes if one.answered(5) and not one.answered(1)]
    return "\n".join(lines)


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=CHOICES, default=GIVEN)
    parser.add_argument("--json", action="store_true", help="figures and ranks as one line of JSON")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="golden-") as folder, scratch_site(chosen.engine, Path(folder)) as engine:
        from tests.relevance.asking import Library

        load_demo_library()
        index_everything(engine)
        outcomes = measure(Library(), questions())
    if chosen.json:
        figures = {"all": Figures.of(outcomes), **by_kind(outcomes)}
        told = {
            "engine": engine,
            "figures": {kind: row.as_json() for kind, row in figures.items()},
            "ranks": {one.question.query: one.rank for one in outcomes},
        }
        sys.stdout.write(json.dumps(told) + "\n")
    else:
        sys.stdout.write(f"Engine: {engine}\n\n{report(outcomes)}\n")


if __name__ == "__main__":
    main()
