"""Measures the library search on a public test collection.

``python -m tests.relevance.collection PATH`` imports the documents of a collection in BEIR layout (``corpus.jsonl`` or
``.gz``, ``queries.jsonl``, ``qrels.tsv``) as knowledge articles into a database of its own, indexes them, asks every
judged query of the product's GraphQL ``search`` and prints a line of JSON: nDCG@10, R@100, RR@10 (means over the
queries), the median milliseconds of a request and of the search in it, how many queries found nothing, and how many
were replaced by another or had one offered. ``--repairs`` lists those that were replaced.

The library knows no synonyms unless ``--synonyms`` gives it those that come with the platform. ``--typos`` asks them
all a second time with one typing mistake in every query, the same ones every time, and prints a second line.
``--engine`` chooses SQLite, PostgreSQL or Elasticsearch; the last two under ``python -m tests.services run --``.
``--keep DIR`` leaves the loaded SQLite file there and takes it up again at the next run, with the index in it unless
``--reindex`` is given; with Elasticsearch the pages are taken up and the index is always built.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import statistics
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.relevance.beir import Collection, Passage
from tests.relevance.metrics import mean, ndcg, recall, reciprocal_rank
from tests.relevance.mistyping import mistyped
from tests.relevance.scratch import CHOICES, ELASTICSEARCH, GIVEN, POSTGRESQL, index_everything, resolve, scratch_site

if TYPE_CHECKING:
    from tests.relevance.asking import Answer, Library

DEPTH = 100  # as many as the API gives at once
MAX_TITLE = 255  # characters, of a Wagtail page
NO_WORDS = "–"  # where a page must have a title or a summary and the passage has none: nothing that a search would find
LOADED = "loaded.json"  # beside the kept file: the collection in it


@dataclass(frozen=True)
class Asked:
    """A judged query and what came."""

    judged: Mapping[str, int]
    ranking: list[str]  # identifiers of passages, best first
    answer: Answer


def load(passages: Iterable[Passage]) -> int:
    """Publish every passage as a knowledge article on a new site; gives how many. All or none."""
    from django.db import transaction
    from wagtail.models import Page, Site
    from wagtail.signal_handlers import disable_reference_index_auto_update

    from content_types.core.factories import HomePageFactory
    from content_types.knowledge.factories import KnowledgeIndexPageFactory

    # The passages refer to nothing; looking for references would take its time with each.
    with transaction.atomic(), disable_reference_index_auto_update():
        Page.objects.filter(depth__gt=1).delete()
        Site.objects.all().delete()
        home = HomePageFactory(parent=Page.objects.get(depth=1))
        Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
        samples = KnowledgeIndexPageFactory(parent=home)
        count = 0
        for count, passage in enumerate(passages, start=1):
            samples.add_child(instance=article(passage, count))
    return count


def article(passage: Passage, number: int) -> Any:
    """An unsaved page that says what the passage says: its title, and its text as one paragraph.

    What a long title does not hold goes there too.
    """
    from django.utils import timezone

    from content_types.knowledge.models import KnowledgeArticlePage

    title, rest = passage.title.strip(), ""
    if len(title) > MAX_TITLE:
        title, _, rest = title[:MAX_TITLE].rpartition(" ")
        rest = passage.title.strip()[len(title) :]
    now = timezone.now()
    return KnowledgeArticlePage(
        title=title or NO_WORDS,
        slug=f"d{number}",
        summary=NO_WORDS,
        body=[("rich_text", f"<p>{html.escape(f'{rest} {passage.text}'.strip())}</p>")],
        first_published_at=now,
        last_published_at=now,
    )


def ask(library: Library, queries: Mapping[str, str], collection: Collection, identifiers: list[str]) -> list[Asked]:
    """Ask the queries, after one that is not counted and warms caches. Raises SearchFailed."""
    asked = []
    for warm_up, (key, text) in enumerate([next(iter(queries.items())), *queries.items()]):
        answer = library.search(text, DEPTH)
        ranking = [identifiers[int(path.rstrip("/").rpartition("/d")[2]) - 1] for path in answer.paths]
        if warm_up:
            asked.append(Asked(collection.judged[key], ranking, answer))
    return asked


def figures(asked: list[Asked]) -> dict[str, float]:
    """Means of the measures over the queries, and median milliseconds."""
    right = [{one for one, grade in each.judged.items() if grade > 0} for each in asked]
    return {
        "queries": len(asked),
        "nDCG@10": round(mean(ndcg(one.ranking, one.judged, 10) for one in asked), 4),
        "R@100": round(mean(recall(one.ranking, one.judged, 100) for one in asked), 4),
        "RR@10": round(
            mean(reciprocal_rank(one.ranking, these, 10) for one, these in zip(asked, right, strict=True)), 4
        ),
        "request_ms": round(statistics.median(one.answer.milliseconds for one in asked), 1),
        "search_ms": statistics.median(one.answer.took for one in asked),
        "empty": sum(not one.ranking for one in asked),
        "replaced": sum(one.answer.replaced is not None for one in asked),
        "offered": sum(one.answer.offered is not None and one.answer.replaced is None for one in asked),
    }


def prepare(collection: Collection, folder: Path, engine: str, reindex: bool) -> None:
    """Load and index the collection, or take up what the folder holds of it."""
    corpus = hashlib.sha256(json.dumps([[one.id, one.title, one.text] for one in collection.passages()]).encode())
    note = folder / LOADED
    known: dict[str, Any] = json.loads(note.read_text()) if note.exists() and engine != POSTGRESQL else {}
    if known.get("corpus") != corpus.hexdigest():
        note.unlink(missing_ok=True)
        known = {"corpus": corpus.hexdigest(), "documents": load(collection.passages()), "indexed": False}
        note.write_text(json.dumps(known))
    if reindex or engine == ELASTICSEARCH or not known["indexed"]:
        index_everything(engine)
        note.write_text(json.dumps({**known, "indexed": known["indexed"] or engine != ELASTICSEARCH}))


def know_synonyms(wanted: bool) -> None:
    """Give the library the synonyms that come with the platform, or none."""
    from search import synonyms
    from search.models import OfferedSynonym, Synonym
    from search.synonym_list import load as load_synonyms
    from search.synonym_list import read

    Synonym.objects.all().delete()
    OfferedSynonym.objects.all().delete()
    if wanted:
        load_synonyms(read())
    synonyms.forget()


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, help="the folder of the collection")
    parser.add_argument("--engine", choices=CHOICES, default=GIVEN)
    parser.add_argument("--typos", action="store_true", help="ask a second time, with a typing mistake in every query")
    parser.add_argument("--synonyms", action="store_true", help="with the synonyms that come with the platform")
    parser.add_argument("--repairs", action="store_true", help="list the queries that were replaced by another")
    parser.add_argument("--limit-queries", type=int, metavar="N", help="only the first N")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="where to leave the loaded SQLite file for the next run"
    )
    parser.add_argument("--reindex", action="store_true", help="build the kept index anew")
    chosen = parser.parse_args()
    if chosen.keep and resolve(chosen.engine) == POSTGRESQL:
        parser.error("--keep leaves a SQLite file, and the pages would be in PostgreSQL. Leave it out.")
    collection = Collection.read(chosen.path)
    with ExitStack() as stack:
        folder = chosen.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="collection-")))
        engine = stack.enter_context(scratch_site(chosen.engine, folder))
        from tests.relevance.asking import Library

        prepare(collection, folder, engine, chosen.reindex)
        know_synonyms(chosen.synonyms)
        for typos in (False, True) if chosen.typos else (False,):
            written = mistyped(collection.queries) if typos else collection.queries
            queries = dict(islice(written.items(), chosen.limit_queries))
            asked = ask(Library(), queries, collection, [one.id for one in collection.passages()])
            told = {
                "collection": chosen.path.name,
                "engine": engine,
                "typos": typos,
                "synonyms": chosen.synonyms,
                **figures(asked),
            }
            sys.stdout.write(json.dumps(told) + "\n")
            if chosen.repairs:
                for text, one in zip(queries.values(), asked, strict=True):
                    if one.answer.replaced is not None:
                        sys.stdout.write(f"  {text!r} → {one.answer.replaced!r}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
