"""A test collection as BEIR lays it out:
``corpus.jsonl`` (or ``.gz``), ``queries.jsonl`` and ``qrels.tsv`` in one folder."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Passage:
    """One document of the corpus."""

    id: str
    title: str  # may be empty
    text: str


@dataclass(frozen=True)
class Collection:
    """The judged queries, in the order of the judgements, and where the corpus is."""

    folder: Path
    queries: dict[str, str]
    judged: dict[str, dict[str, int]]  # query, passage

    @classmethod
    def read(cls, folder: Path) -> Collection:
        """Raises FileNotFoundError, and KeyError for a judgement of a query that is not there."""
        texts = {str(row["_id"]): row["text"] for row in _rows(folder / "queries.jsonl")}
        judged: dict[str, dict[str, int]] = {}
        with (folder / "qrels.tsv").open(newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                judged.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
        return cls(folder, {key: texts[key] for key in judged}, judged)

    def passages(self) -> Iterator[Passage]:
        """The corpus, in the order of its file. Raises FileNotFoundError."""
        packed = self.folder / "corpus.jsonl.gz"
        for row in _rows(packed if packed.exists() else self.folder / "corpus.jsonl"):
            yield Passage(str(row["_id"]), row.get("title") or "", row["text"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
