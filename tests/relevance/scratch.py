"""A site of its own for a measurement: a database and an index that nobody else uses, gone afterwards.

Nothing of Django may be imported before ``scratch_site`` is entered; it settles what the settings read.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.databases import drop, make_anew, url_of

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
ELASTICSEARCH = "elasticsearch"
GIVEN = "database"  # that of DATABASE_URL if it is PostgreSQL, else SQLite
CHOICES = [GIVEN, SQLITE, POSTGRESQL, ELASTICSEARCH]
RUN = "Run it under `python -m tests.services run --`, which starts one."
SCRATCH = "wham_relevance"
PATIENCE = 60  # seconds for one answer: what is measured is what comes, on however busy a machine


def resolve(engine: str) -> str:
    """Which of the three engines one of CHOICES means here."""
    if engine == GIVEN:
        return POSTGRESQL if _names_postgresql(os.environ.get("DATABASE_URL", "")) else SQLITE
    return engine


def _names_postgresql(url: str) -> bool:
    return urlsplit(url).scheme in {"postgres", "postgresql"}


@contextmanager
def scratch_site(engine: str, folder: Path) -> Iterator[str]:
    """Sets Django up on an empty or kept database, brought to this release, for one of CHOICES; gives which of the
    other three it is.

    With SQLite and Elasticsearch the pages are in a file in ``folder``, which is left there. With PostgreSQL they are
    in a scratch database on the server of ``DATABASE_URL``. Indexes in Elasticsearch are removed at the end. Exits with
    a message where a server is not given.
    """
    url = os.environ.get("DATABASE_URL", "")
    engine = resolve(engine)
    if engine == POSTGRESQL and not _names_postgresql(url):
        raise SystemExit(f"DATABASE_URL names no PostgreSQL. {RUN}")
    if engine == ELASTICSEARCH and not os.environ.get("ELASTICSEARCH_URL"):
        raise SystemExit(f"ELASTICSEARCH_URL is not set. {RUN}")
    folder.mkdir(parents=True, exist_ok=True)
    if engine == POSTGRESQL:
        make_anew(url, SCRATCH)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="cms.settings.test",
        VAR_DIR=str(folder / "var"),
        DATABASE_URL=url_of(url, SCRATCH)
        if engine == POSTGRESQL
        else f"sqlite:///{(folder / 'pages.sqlite3').resolve()}",
        ELASTICSEARCH_URL=os.environ["ELASTICSEARCH_URL"] if engine == ELASTICSEARCH else "",
    )
    _set_up()
    try:
        yield engine
    finally:
        _tidy(engine, url)


def _set_up() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    # A slow answer is an answer: neither does another engine answer in its place, nor is the request given up.
    settings.ELASTICSEARCH_TIMEOUT, settings.GRAPHQL_TIME_BUDGET = PATIENCE, 0
    settings.ELASTICSEARCH_INDEX = f"wham-relevance-{uuid.uuid4().hex}"
    # The editors' own search, which nothing here asks, would take a third of the time of an import.
    settings.WAGTAILSEARCH_BACKENDS = {
        name: {**backend, "AUTO_UPDATE": False} for name, backend in settings.WAGTAILSEARCH_BACKENDS.items()
    }
    call_command("migrate", verbosity=0)


def _tidy(engine: str, url: str) -> None:
    from django.db import connections

    connections.close_all()
    if engine == ELASTICSEARCH:
        from search.engines import engine as engine_named
        from search.engines.elasticsearch.engine import ElasticsearchEngine

        made = engine_named(ELASTICSEARCH)
        assert isinstance(made, ElasticsearchEngine)
        for name in list(made.client.indices.get(index=f"{made.alias}*")):
            made.drop(name)
    elif engine == POSTGRESQL:
        drop(url, SCRATCH)


def index_everything(engine: str) -> None:
    """Build the index that answers: the database's own, or that of Elasticsearch.

    Raises RebuildError and EngineUnavailable.
    """
    from search.engines import DATABASE
    from search.rebuild import rebuild

    rebuild(ELASTICSEARCH if engine == ELASTICSEARCH else DATABASE, lambda done, total: None)
