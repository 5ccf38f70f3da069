"""What a request costs as the library grows.

``python -m tests.services run -- python -m tests.benchmarks.growth 1000 10000`` imports generated libraries of those
sizes into fresh databases, one process each, and prints for list, detail and search: SQL statements, CPU milliseconds
of the application and of PostgreSQL a request (median of five rounds), and the ratio to the first size; and for each
import its time and peak memory. Machines are noisy: compare CPU, not requests a second.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.servers import cpu_of
from tests.support.databases import make_anew

ROUNDS = 5
REQUESTS = 40  # a round
LIST = """{ articles(first: 20) { totalCount nodes { title url summary kind readingMinutes topics { name } tags
  people { role person { name } } coverImage { alt rendition(size: CARD) { url } } }
  pageInfo { hasNextPage endCursor } } }"""
DETAIL = """query($path: String!) { page(by: {path: $path}) { title url ancestors { title path }
  ... on Resource { summary topics { name } tags
  body { __typename ... on RichTextBlock { text { html } }
  ... on HeadingBlock { heading level } } relatedResources { title url } } } }"""
SEARCH = (
    '{ search(query: "asking families about money", first: 10) { totalCount nodes { title url '
    "... on Resource { summary } } } }"
)


def in_fresh_database(size: int, folder: Path, engine: str) -> dict[str, Any]:
    """Import a library of this size in a process of its own, and measure there."""
    environment = {
        **os.environ,
        "DATABASE_URL": make_anew(os.environ["DATABASE_URL"], f"growth_{size}_{engine}"),
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "VAR_DIR": str(folder / "var"),
        "ELASTICSEARCH_URL": os.environ.get("ELASTICSEARCH_URL", "") if engine == "elasticsearch" else "",
    }
    library = folder / f"library-{size}"
    if not library.exists():
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.generate_library", str(size), str(library)],
            check=True,
            env=environment,
        )

    def manage(*arguments: str) -> tuple[float, float]:
        """Seconds and peak MB of a management command."""
        started = time.monotonic()
        process = subprocess.Popen([sys.executable, "manage.py", *arguments], env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"manage.py {' '.join(arguments)} failed")
        return time.monotonic() - started, usage.ru_maxrss / 1024

    manage("migrate", "-v0")
    seconds, peak = manage("import_library", str(library), "-v0")
    manage("rebuild_search", "-v0")
    found: dict[str, Any] = json.loads(
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.growth", "--measure"],
            env=environment,
            check=True,
            capture_output=True,
        ).stdout
    )
    return {"size": size, "import_seconds": round(seconds), "import_peak_mb": round(peak), "requests": found}


def measure() -> dict[str, Any]:
    """Cost of each request in this process, on the database that the environment names."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()

    def ask(query: str, **variables: Any) -> Any:
        body = json.dumps({"query": query, "variables": variables})
        answer = client.post("/graphql/", body, content_type="application/json").json()
        if "errors" in answer:
            raise SystemExit(str(answer["errors"]))
        return answer["data"]

    newest = ask("{ articles(first: 1) { nodes { path } } }")["articles"]["nodes"][0]["path"]
    requests: dict[str, Callable[[], Any]] = {
        "list": lambda: ask(LIST),
        "detail": lambda: ask(DETAIL, path=newest),
        "search": lambda: ask(SEARCH),
    }
    results: dict[str, Any] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    for name, request in requests.items():
        request()
        with CaptureQueriesContext(connection) as captured:
            request()
        statements = len(captured)  # now: the next request clears the log
        application, database = [], []
        for _ in range(ROUNDS):
            app, backend = time.process_time(), cpu_of(pid)
            for _ in range(REQUESTS):
                request()
            application.append((time.process_time() - app) / REQUESTS * 1000)
            database.append((cpu_of(pid) - backend) / REQUESTS * 1000)
        results[name] = {
            "sql": statements,
            "app_ms": round(statistics.median(application), 2),
            "db_ms": round(statistics.median(database), 2),
        }
    results["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return results


def report(engine: str, rows: list[dict[str, Any]]) -> None:
    """Print the figures as a table with ratios to the first row."""
    print(f"\n## {engine}\n")
    print("| articles | import s | import peak MB | request | SQL | app ms | database ms | ratio of CPU |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for row in rows:
        for name in ("list", "detail", "search"):
            now, base = row["requests"][name], rows[0]["requests"][name]
            ratio = (now["app_ms"] + now["db_ms"]) / (base["app_ms"] + base["db_ms"])
            print(
                f"| {row['size']:,} | {row['import_seconds']} | {row['import_peak_mb']} | {name} | {now['sql']} "
                f"| {now['app_ms']} | {now['db_ms']} | {ratio:.2f} |"
            )


def main() -> None:
    """Measure each size on each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000])
    parser.add_argument("--measure", action="store_true", help="used by the program itself")
    parser.add_argument("--engines", nargs="+", default=["database"], choices=["database", "elasticsearch"])
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(measure()))
        return
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        for engine in chosen.engines:
            report(engine, [in_fresh_database(size, Path(folder), engine) for size in chosen.sizes])


if __name__ == "__main__":
    main()
