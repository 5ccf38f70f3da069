"""The search at a size: ``python -m tests.services run -- python -m tests.benchmarks.search_scale 1000 100000``.

For each size, in a fresh database and index: how fast the index is built (documents a second) and whether the builder's
memory grows; then, through the API in this process, median and 95th percentile of a search with facets and highlights,
of suggestions, and of the 50th page; the CPU milliseconds a search takes in the application, Elasticsearch and
PostgreSQL; and how long a publish takes to be searchable.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.bulk_articles import COMMON, texts
from tests.benchmarks.servers import cpu_of
from tests.support.databases import make_anew

REQUESTS = 300  # of each kind
PAGE = 20
PUBLISHES = 40
SEARCH = """query($q: String, $after: String) {
  search(query: $q, first: 20, after: $after) { totalCount didYouMean pageInfo { endCursor }
  edges { score highlights { field fragments } node { title url ... on Resource { summary } } }
  facets(fields: [TYPE, TOPICS, PROFESSIONS, CARE_SETTINGS, PLACES, KIND, LEVEL, LICENCE, YEAR, FORMAT]) {
  buckets { value label count } } } }"""
PLAIN = """query($q: String, $after: String) {
  search(query: $q, first: 20, after: $after) { pageInfo { endCursor } nodes { title url } } }"""
SUGGEST = "query($p: String!) { suggest(prefix: $p, first: 8) { kind text slug resource { title url } } }"
Q3 = '{ search(query: "burnout", first: 10) { totalCount nodes { title slug: path ... on Resource { summary } } } }'


def build(environment: dict[str, str]) -> dict[str, Any]:
    """Run ``rebuild_search`` and look at its memory meanwhile."""
    began, samples = time.monotonic(), list[float]()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "rebuild_search", "--engine", "elasticsearch"],
        env=environment,
        stdout=subprocess.DEVNULL,
    )

    def watch() -> None:
        while process.poll() is None:
            try:
                status = Path(f"/proc/{process.pid}/status").read_text()
            except OSError:
                return
            held = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
            if held:
                samples.append(int(held[0]) / 1024)
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    if process.wait():
        raise SystemExit("rebuild_search failed")
    watcher.join()
    quarter = len(samples) // 4
    return {
        "seconds": time.monotonic() - began,
        "mb_first_quarter": round(max(samples[: max(quarter, 1)])),
        "mb_last_quarter": round(max(samples[-max(quarter, 1) :])),
    }


def percentiles(seconds: list[float]) -> str:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return f"{statistics.median(ordered) * 1000:.1f} / {ordered[int(len(ordered) * 0.95)] * 1000:.1f}"


def timed(calls: list[Callable[[], Any]]) -> list[float]:
    """Seconds of each call."""
    taken = []
    for call in calls:
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return taken


Ask = Callable[..., Any]


def measure(size: int) -> None:
    """Everything that is measured in this process; the environment names database and server."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    # The budget is for people who wait; here a slow answer is a figure and not a fallback.
    settings.ELASTICSEARCH_TIMEOUT = 30
    client = Client()

    def ask(query: str, **variables: Any) -> Any:
        body = json.dumps({"query": query, "variables": variables})
        answer = client.post("/graphql/", body, content_type="application/json").json()
        if "errors" in answer:
            raise SystemExit(str(answer["errors"]))
        return answer["data"]

    measure_what_is_typed(size, ask)
    measure_pages(size, ask)
    measure_cpu(size, ask)
    print(f"| {size:,} | from publish to searchable, with one worker | {publishing(ask)} |")


def measure_what_is_typed(size: int, ask: Ask) -> None:
    """Searches and suggestions, for words of the documents."""
    randomly = random.Random(7)
    known = [(title.lower().split(), body.split()) for title, body in itertools.islice(texts(size), 1000)]

    def typed() -> str:
        title, body = randomly.choice(known)
        words = [randomly.choice(title), *randomly.sample(body, 2)]
        if randomly.random() < 0.2:  # a slip of the pen, as on a phone
            word = max(words, key=len)
            words[words.index(word)] = word[:2] + word[3:]
        return " ".join(words)

    queries = [typed() for _ in range(REQUESTS)]
    prefixes = [
        randomly.choice(title)[: randomly.randint(2, 5)]
        for title, _ in (randomly.choice(known) for _ in range(REQUESTS))
    ]
    ask(SEARCH, q="burnout")
    ask(SUGGEST, p="bu")
    whole = percentiles(timed([lambda q=q: ask(SEARCH, q=q) for q in queries]))
    print(f"| {size:,} | search with 10 facets and highlights | {whole} |")
    print(f"| {size:,} | search, titles only | {percentiles(timed([lambda q=q: ask(PLAIN, q=q) for q in queries]))} |")
    print(f"| {size:,} | suggest | {percentiles(timed([lambda p=p: ask(SUGGEST, p=p) for p in prefixes]))} |")


def measure_pages(size: int, ask: Ask) -> None:
    """The first page of what is found and the fiftieth."""
    first, deep = [], []
    for word in COMMON[:8]:
        after = None
        for page in range(50):
            began = time.perf_counter()
            after = ask(PLAIN, q=word, after=after)["search"]["pageInfo"]["endCursor"]
            if page in (0, 49):
                (first if page == 0 else deep).append(time.perf_counter() - began)
    print(f"| {size:,} | page 1 of a frequent word | {percentiles(first)} |")
    print(f"| {size:,} | page 50 of a frequent word | {percentiles(deep)} |")


def measure_cpu(size: int, ask: Ask) -> None:
    """What a search costs each of the three processes."""
    from django.db import connection

    from search.engines import engine

    target = engine("elasticsearch")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]

    def server() -> float:
        stats = target.client.nodes.stats(metric="process")  # type: ignore[attr-defined]  # the real engine's own client
        return sum(node["process"]["cpu"]["total_in_millis"] for node in stats["nodes"].values()) / 1000

    rounds = []
    for _ in range(5):
        app, database, search = time.process_time(), cpu_of(backend), server()
        for _ in range(100):
            ask(Q3)
        rounds.append(
            tuple(
                (after - before) * 10
                for before, after in ((app, time.process_time()), (database, cpu_of(backend)), (search, server()))
            )
        )
    app, database, search = (statistics.median(each) for each in zip(*rounds, strict=True))
    print(
        f"| {size:,} | “burnout”, 10 hits and the total: CPU ms a request, application + PostgreSQL + Elasticsearch | "
        f"{app:.1f} + {database:.1f} + {search:.1f} = {app + database + search:.1f} |"
    )


def publishing(ask: Ask) -> str:
    """How long after the commit of a publish a search finds it, with a worker running beside."""
    from content_types.knowledge.models import KnowledgeArticlePage

    worker = subprocess.Popen([sys.executable, "manage.py", "search_worker"], env=os.environ)
    try:
        pages = list(KnowledgeArticlePage.objects.order_by("pk")[: PUBLISHES + 1])
        run, taken = secrets.token_hex(4), []  # words of this run's own: an index may be measured twice
        for nth, page in enumerate(pages):
            word = f"zyx{run}n{nth}"
            page.title = f"{page.title} {word}"
            page.save_revision().publish()
            began = time.perf_counter()
            while not ask("query($q: String) { search(query: $q, verbatim: true) { totalCount } }", q=word)["search"][
                "totalCount"
            ]:
                if time.perf_counter() - began > 60:
                    raise SystemExit("A publish was not searchable within a minute.")
                time.sleep(0.02)
            taken.append(time.perf_counter() - began)
        return percentiles(taken[1:])  # the first waits for the worker to start
    finally:
        worker.terminate()
        worker.wait()


def at(size: int) -> None:
    """Build and measure one size in a database of its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": make_anew(os.environ["DATABASE_URL"], f"scale_{size}"),
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "ELASTICSEARCH_INDEX": f"scale-{size}",
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=environment, check=True)
    made = [sys.executable, "-m", "tests.benchmarks.search_scale"]
    subprocess.run([*made, "--write", str(size)], env=environment, check=True)
    built = build(environment)
    print(
        f"| {size:,} | index built | {size / built['seconds']:.0f} documents a second; "
        f"memory {built['mb_first_quarter']} MB in its first quarter, "
        f"{built['mb_last_quarter']} MB in its last |",
        flush=True,
    )
    subprocess.run([*made, "--measure", str(size)], env=environment, check=True)


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 100_000])
    parser.add_argument("--write", type=int, help="used by the program itself")
    parser.add_argument("--measure", type=int, help="used by the program itself")
    chosen = parser.parse_args()
    if chosen.write:
        import django

        django.setup()
        from tests.benchmarks import bulk_articles

        bulk_articles.write(chosen.write)
    elif chosen.measure:
        measure(chosen.measure)
    else:
        print("| documents | what | median / 95th percentile, ms |\n| --- | --- | --- |", flush=True)
        for size in chosen.sizes:
            at(size)


if __name__ == "__main__":
    main()
