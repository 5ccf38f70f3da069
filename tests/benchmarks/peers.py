"""The work that five headless content systems were measured at, on this product and beside it on plain wagtail-grapple,
in one run.

``python -m tests.services run -- python -m tests.benchmarks.peers`` fills both with the same 1,000 articles on
PostgreSQL, serves each by gunicorn with two workers, and prints for each query the CPU milliseconds a request of
application, PostgreSQL and Elasticsearch, the memory of the server, and with the cache of answers on the requests a
second beside those of a bare Django view that sends the same bytes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks.load import Load, load, request
from tests.benchmarks.servers import GUNICORN, Database, Server, children_of, cpu_of, running
from tests.services.redis_server import running_redis
from tests.support.databases import make_anew

HOST = "localhost"
ROUNDS, REQUESTS = 5, 150  # a query, and a round
SECONDS = 4.0  # of a load with the cache on
PRODUCT, PLAIN = "product", "plain grapple"

FIELDS = "title slug summary tags topics { name } people { person { name } }"
BODY = "body { __typename ... on RichTextBlock { text { html } } }"
PLAIN_FIELDS = "title slug intro tags { name } topics { name } authors { name }"
EVERYTHING = """{ articles(first: 20) { totalCount
  nodes { title slug url path summary tags readingMinutes kind firstPublishedAt lastPublishedAt
  topics { name slug parent { name } } people { role person { name photo { alt srcSet } organisation { name } } }
  coverImage { alt srcSet }
  ancestors { title url } relatedResources { title url
  ... on Resource { topics { name } } } places { name } sources { title }
  body { __typename ... on RichTextBlock { text { html plain } } ... on HeadingBlock { heading level } } } } }"""


@dataclass(frozen=True)
class Query:
    """A query, and what it is asked with."""

    text: str
    variables: dict[str, Any]

    def body(self) -> bytes:
        """As it is posted."""
        return json.dumps({"query": self.text, "variables": self.variables}).encode()


@dataclass(frozen=True)
class Figures:
    """What a query takes: medians of the rounds, in milliseconds of CPU a request."""

    application: float
    database: float
    search: float
    answer: Load

    @property
    def total(self) -> float:
        """Application and database together."""
        return self.application + self.database


def product_queries(cursor: str, path: str) -> dict[str, Query]:
    """The four queries of the peers, and the list with everything."""
    return {
        "Q1": Query(f"query($first: Int) {{ articles(first: $first) {{ nodes {{ {FIELDS} }} }} }}", {"first": 20}),
        "Q2": Query(
            f"query($path: String!) {{ page(by: {{path: $path}}) {{ ... on Article {{ {FIELDS} {BODY} }} }} }}",
            {"path": path},
        ),
        "Q3": Query(
            "query($q: String!) { search(query: $q, first: 10) { totalCount nodes { title slug "
            "... on Resource { summary } } } }", {"q": "burnout"},
        ),
        "Q4": Query(
            f"query($after: String) {{ articles(first: 20, after: $after) {{ nodes {{ {FIELDS} }} }} }}",
            {"after": cursor},
        ),
        "everything": Query(EVERYTHING, {}),
    }  # fmt: skip


def plain_queries() -> dict[str, Query]:
    """The same on the plain site."""
    newest = (
        "query($offset: PositiveInt) { "
        f'plainArticles(limit: 20, offset: $offset, order: "-first_published_at") {{ {PLAIN_FIELDS} }} }}'
    )
    return {
        "Q1": Query(newest, {"offset": 0}),
        "Q2": Query(
            f"query($slug: String) {{ plainArticle(slug: $slug) {{ {PLAIN_FIELDS} body }} }}", {"slug": "article-500"}
        ),
        "Q3": Query(
            "query($q: String) { foundArticles(searchQuery: $q, perPage: 10) { items { title slug intro } "
            "pagination { total } } }", {"q": "burnout"},
        ),
        "Q4": Query(newest, {"offset": 900}),
    }  # fmt: skip


# --- Filling ----------------------------------------------------------------------------------------------------------


def product(number: int, url: str, folder: Path, *, search: bool = True) -> dict[str, str]:
    """The environment of the product on a fresh database with so many articles;
    without ``search`` they are not indexed."""
    environment = {
        **os.environ, "DATABASE_URL": make_anew(url, f"peers_{number}"),
        "DJANGO_SETTINGS_MODULE": "cms.settings.production", "VAR_DIR": str(folder / "product"),
        "ELASTICSEARCH_INDEX": f"peers-{number}", "ALLOWED_HOSTS": HOST, "CACHE_URL": "", "SITE_URL": f"http://{HOST}",
        "SECRET_KEY": "measurements-only" * 4, "SECURE_SSL_REDIRECT": "false", "RATE_LIMIT_ADDRESS": "999999999/minute",
        "LOG_LEVEL": "WARNING", "GRAPHQL_TIME_BUDGET": "60", "ELASTICSEARCH_TIMEOUT": "30",
    }  # fmt: skip
    fill = f"import django; django.setup(); from tests.benchmarks import bulk_articles; bulk_articles.write({number})"
    _run(environment, "manage.py", "migrate", "-v0")
    _run(environment, "manage.py", "collectstatic", "--noinput", "-v0")
    _run(environment, "-c", fill)
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # as the server does by itself a minute later
    if search:
        engine = "elasticsearch" if os.environ.get("ELASTICSEARCH_URL") else "database"
        _run(environment, "manage.py", "rebuild_search", "-v0", "--engine", engine)
    return environment


def plain(number: int, url: str, folder: Path) -> dict[str, str]:
    """The environment of the plain site on a fresh database with the same articles."""
    environment = {
        **os.environ, "DATABASE_URL": make_anew(url, f"plain_{number}"), "VAR_DIR": str(folder / "plain"),
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.plain_grapple.settings",
    }  # fmt: skip
    _run(environment, "-m", "tests.benchmarks.plain_grapple.fill", str(number))
    return environment


def _run(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, env=environment)


# --- Measuring --------------------------------------------------------------------------------------------------------


def elasticsearch_cpu() -> float:
    """CPU seconds of Elasticsearch so far; 0 without it."""
    found = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"org.elasticsearch.server" in (folder / "cmdline").read_bytes():
                found += cpu_of(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):  # ended meanwhile
            continue
    return found


def ask(port: int, query: Query) -> dict[str, Any]:
    """The data of an answer. Ends the run where there is an error."""
    from urllib.request import Request, urlopen

    asked = Request(f"http://{HOST}:{port}/graphql/", query.body(), {"Content-Type": "application/json"})
    with urlopen(asked, timeout=60) as response:
        answer = json.load(response)
    if "errors" in answer:
        raise SystemExit(f"An answer with errors: {answer['errors']}")
    data: dict[str, Any] = answer["data"]
    return data


def measured(server: Server, database: Database, query: Query, requests: int) -> Figures:
    """What a query takes on a running server, at eight connections."""
    data = ask(server.port, query)
    assert all(data.values()), f"An empty answer to {query.text}"
    raw = request("/graphql/", HOST, query.body())
    load(server.port, raw, seconds=60, most=40)  # every worker, thread and connection has seen it
    rounds, answer = [], None
    for _ in range(ROUNDS):
        before = server.cpu(), database.cpu(), elasticsearch_cpu()
        answer = load(server.port, raw, seconds=60, most=requests)
        after = server.cpu(), database.cpu(), elasticsearch_cpu()
        if set(answer.statuses) != {"200"}:
            raise SystemExit(f"Not everything was answered: {answer.statuses}")
        rounds.append([(now - then) / answer.requests for then, now in zip(before, after, strict=True)])
    assert answer is not None
    application, database_share, search = (statistics.median(one) for one in zip(*rounds, strict=True))
    return Figures(application * 1000, database_share * 1000, search * 1000, answer)


def cache_off(
    name: str, environment: dict[str, str], queries: dict[str, Query], application: str, requests: int
) -> dict[str, Figures]:
    """Every query on one server; prints a table."""
    database = Database(environment["DATABASE_URL"])
    found = {}
    with running(GUNICORN, application, environment, "gunicorn.conf.py" if name == PRODUCT else None) as server:
        for key, query in queries.items():
            found[key] = measured(server, database, query, requests)
            one = found[key]
            print(
                f"| {name} | {key} | {one.application:.1f} | {one.database:.1f} | {one.search:.1f} | {one.total:.1f} "
                f"| {one.answer.median:.1f} |", flush=True
            )  # fmt: skip
        print(
            f"| {name} | memory | {server.memory():.0f} MB, {len(children_of(server.pid))} workers | | | | |",
            flush=True,
        )
    return found


def cache_on(environment: dict[str, str], queries: dict[str, Query], folder: Path) -> None:
    """Requests a second from cached responses beside a bare view's, in turns."""
    with running_redis(folder) as redis:
        kept = {**environment, "CACHE_URL": redis, "RATE_LIMIT_ADDRESS": "999999999/minute"}
        with running(GUNICORN, "cms.wsgi:application", kept, "gunicorn.conf.py") as server:
            for key in ("Q1", "Q2"):
                raw = request("/graphql/", HOST, queries[key].body())
                size = load(server.port, raw, seconds=1).bytes
                content = folder / key
                content.write_bytes(b"x" * size)
                bare = {**environment, "FLOOR_BYTES": str(content)}
                with running(GUNICORN, "tests.benchmarks.floor:application", bare) as floor:
                    load(floor.port, raw, seconds=1)
                    pairs = [
                        (load(server.port, raw, seconds=SECONDS), load(floor.port, raw, seconds=SECONDS))
                        for _ in range(3)
                    ]
                print(_beside(key, size, pairs), flush=True)
            asked = f"/graphql/?{_as_url(queries['Q1'])}"
            first = load(server.port, request(asked, HOST), seconds=2)
            etag = _etag(server.port, asked)
            asking, having = request(asked, HOST), request(asked, HOST, headers={"If-None-Match": etag})
            turns = [(load(server.port, having, seconds=2), load(server.port, asking, seconds=2)) for _ in range(3)]
            assert all(set(unchanged.statuses) == {"304"} for unchanged, _ in turns)
            print(_beside(f"304 of Q1 beside 200 of {first.bytes:,} bytes", 0, turns), flush=True)


def _beside(key: str, size: int, pairs: list[tuple[Load, Load]]) -> str:
    ours, bare = (statistics.median(pair[side].per_second for pair in pairs) for side in (0, 1))
    ratio = statistics.median(pair[0].per_second / pair[1].per_second for pair in pairs)
    p99 = statistics.median(pair[0].p99 for pair in pairs)
    return f"| {key}, {size:,} bytes | {ours:,.0f} | {bare:,.0f} | {ratio:.0%} | {p99:.1f} |"


def _as_url(query: Query) -> str:
    from urllib.parse import urlencode

    return urlencode({"query": query.text, "variables": json.dumps(query.variables)})


def _etag(port: int, path: str) -> str:
    from urllib.request import urlopen

    with urlopen(f"http://{HOST}:{port}{path}", timeout=60) as response:
        return str(response.headers["ETag"])


def place(environment: dict[str, str], at: int) -> tuple[str, str]:
    """The cursor and the path of the article at this place, newest first."""
    text = "query($after: String) { articles(first: 100, after: $after) { pageInfo { endCursor } nodes { path } } }"
    with running(GUNICORN, "cms.wsgi:application", environment, "gunicorn.conf.py") as server:
        found: dict[str, Any] = {"pageInfo": {"endCursor": None}}
        for _ in range(at // 100):
            found = ask(server.port, Query(text, {"after": found["pageInfo"]["endCursor"]}))["articles"]
        return found["pageInfo"]["endCursor"], found["nodes"][-1]["path"]


def main() -> None:
    """Fill, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1_000])
    parser.add_argument("--without-plain", action="store_true", help="do not measure wagtail-grapple beside it")
    parser.add_argument(
        "--without-search", action="store_true", help="leave Q3 out, whose index takes minutes to build"
    )
    parser.add_argument("--cache-alone", action="store_true", help="measure cached responses and nothing else")
    parser.add_argument("--without-cache", action="store_true", help="do not measure cached responses")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of a round; there are five")
    chosen = parser.parse_args()
    url = os.environ["DATABASE_URL"]
    with tempfile.TemporaryDirectory(prefix="peers-") as name:
        folder = Path(name)
        first: dict[str, Figures] | None = None
        for number in chosen.articles:
            environment = product(number, url, folder, search=not chosen.without_search)
            queries = product_queries(*place(environment, 900))
            if chosen.without_search:
                del queries["Q3"]
            if chosen.cache_alone:
                print(
                    "\n| cached responses | requests a second | bare view | of it | p99, ms |\n"
                    "| --- | --- | --- | --- | --- |"
                )
                cache_on(environment, queries, folder)
                return
            print(f"\n{number:,} articles. CPU in ms a request, median of {ROUNDS} rounds of {chosen.requests}.\n")
            print(
                "| | query | application | PostgreSQL | Elasticsearch | application + PostgreSQL "
                "| ms at 8 connections |\n| --- | --- | --- | --- | --- | --- | --- |"
            )
            found = cache_off(PRODUCT, environment, queries, "cms.wsgi:application", chosen.requests)
            if not chosen.without_plain and first is None:
                beside = cache_off(
                    PLAIN,
                    plain(number, url, folder),
                    plain_queries(),
                    "django.core.wsgi:get_wsgi_application()",
                    chosen.requests // 3,
                )
                for key, one in beside.items():
                    print(f"{key}: {one.total / found[key].total:.1f} times ours")
            if first is not None:
                for key, one in found.items():
                    base = first[key]
                    print(f"{key}: {(one.total + one.search) / (base.total + base.search):.2f} times the first size")
            if not chosen.without_cache and first is None:
                print(
                    "\n| cached responses | requests a second | bare view | of it | p99, ms |\n"
                    "| --- | --- | --- | --- | --- |"
                )
                cache_on(environment, queries, folder)
            first = first or found


if __name__ == "__main__":
    main()
