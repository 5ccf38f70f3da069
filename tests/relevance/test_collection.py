"""A collection goes in as articles, and what comes out is scored against its judgements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from content_types.core.text import body_text
from content_types.knowledge.models import KnowledgeArticlePage
from tests.relevance.asking import Library
from tests.relevance.beir import Collection, Passage
from tests.relevance.collection import MAX_TITLE, article, ask, figures, load
from tests.relevance.scratch import index_everything

PASSAGES = [
    {"_id": "MED-7", "title": "Damp bedrooms & wheeze", "text": "Mould <on the wall> goes with asthma attacks."},
    {"_id": "MED-8", "title": "", "text": "Night shifts disturb sleep."},
    {"_id": "MED-9", "title": "Oral health", "text": "Toothbrushing in nurseries prevents decay."},
]
QUERIES = [
    {"_id": "q1", "text": "mould and asthma"},
    {"_id": "q2", "text": "sleep of shift workers"},
    {"_id": "q3", "text": "not judged"},
]
QRELS = "query-id\tcorpus-id\tscore\nq2\tMED-8\t1\nq1\tMED-7\t2\nq1\tMED-9\t0\n"


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    for name, rows in {"corpus.jsonl": PASSAGES, "queries.jsonl": QUERIES}.items():
        (tmp_path / name).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    (tmp_path / "qrels.tsv").write_text(QRELS)
    return Collection.read(tmp_path)


def test_only_judged_queries_are_asked(collection: Collection) -> None:
    assert list(collection.queries) == ["q2", "q1"]
    assert collection.judged["q1"] == {"MED-7": 2, "MED-9": 0}


def test_a_page_says_what_the_passage_says(db: None) -> None:
    long = "word " * 60 + "end"
    page = article(Passage("1", long, "Text & <more>."), 1)
    assert len(page.title) <= MAX_TITLE
    said = f"{page.title} {' '.join(body_text(page.body))}"
    assert said.split() == f"{long} Text & <more>.".split()


def test_answers_are_scored(db: None, collection: Collection, each_engine: str) -> None:
    assert load(collection.passages()) == KnowledgeArticlePage.objects.count() == 3
    index_everything(each_engine)
    asked = ask(Library(), collection.queries, collection, [one.id for one in collection.passages()])
    assert [one.ranking[0] for one in asked] == ["MED-8", "MED-7"]
    found = figures(asked)
    assert (found["queries"], found["nDCG@10"], found["R@100"], found["RR@10"], found["empty"]) == (2, 1, 1, 1, 0)
