"""The template database: migrated and with the tree of pages in it, made once and cloned by every worker.

A template is named after what it is made of (migrations, factories, requirements), and stays: on PostgreSQL as a
database of the server, for SQLite as a file in var/. So a run that finds one migrates nothing. A test with real
transactions clones it again instead of emptying tables.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from filelock import FileLock
from psycopg import sql

from changes.settling import settle_everything
from tests.support.process import forget_ids
from tests.support.tree import plant_tree

ROOT = Path(__file__).resolve().parents[2]
LOCK = 0x7E3A


class Template(Protocol):
    """Where a database comes from, and comes from again."""

    def clone(self) -> None:
        """Give the tests a database that is as the template, in place of the one they have."""

    def remove(self) -> None:
        """Be rid of the tests' database, at the end."""


def fingerprint() -> str:
    """Names what a template is made of."""
    migrations = [
        Path(app.path).glob("migrations/*.py") for app in apps.get_app_configs() if ROOT in Path(app.path).parents
    ]
    factories = ROOT.glob("content_types/*/factories.py")
    files = {*chain(*migrations), *factories, *ROOT.glob("requirements*.txt"), *Path(__file__).parent.glob("t*e.py")}
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def migrate_and_plant() -> None:
    """Fill the empty database of the default connection."""
    call_command("migrate", verbosity=0, interactive=False)
    ContentType.objects.clear_cache()
    plant_tree()
    settle_everything()


def use(name: str) -> None:
    """Have Django's default connection lead to another database."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


class PostgresTemplate:
    """A database of the server, cloned by CREATE DATABASE … TEMPLATE."""

    def __init__(self, worker: str) -> None:
        self.name = f"wham_template_{fingerprint()}"
        self.tests = f"test_wham_{worker}"
        self.server = str(settings.DATABASES["default"]["NAME"])
        with self._server() as server:
            # One worker makes it, the others wait; it has its name once it is whole.
            server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name]).fetchone():
                self._make(server)

    @contextmanager
    def _server(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection on which databases are made: to the one that the tests leave alone, outside transactions."""
        parameters = connection.get_connection_params() | {"dbname": self.server}
        named = {key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if parameters.get(key)}
        with psycopg.connect(**named, autocommit=True) as server:
            yield server

    def _make(self, server: psycopg.Connection[Any]) -> None:
        unfinished = f"{self.name}_unfinished"
        run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
        run(server, "CREATE DATABASE {}", unfinished)
        use(unfinished)
        migrate_and_plant()
        use(self.server)
        run(server, "ALTER DATABASE {} RENAME TO {}", unfinished, self.name)

    def clone(self) -> None:
        use(self.server)
        with self._server() as server:
            run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", self.tests)
            run(server, "CREATE DATABASE {} TEMPLATE {}", self.tests, self.name)
        use(self.tests)
        forget_ids()

    def remove(self) -> None:
        use(self.server)
        with self._server() as server:
            run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", self.tests)


def run(server: psycopg.Connection[Any], statement: str, *names: str) -> None:
    """Run a statement about databases of these names."""
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


class SqliteTemplate:
    """A file, copied into a database in memory."""

    def __init__(self) -> None:
        folder = ROOT / "var" / "test-templates"
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / f"{fingerprint()}.sqlite3"
        self.memory = connection.creation._get_test_db_name()
        with FileLock(folder / "lock"):
            if not self.file.exists():
                for other in folder.glob("*.sqlite3"):
                    other.unlink()
                self._make(folder / "unfinished")

    def _make(self, unfinished: Path) -> None:
        unfinished.unlink(missing_ok=True)
        use(str(unfinished))
        migrate_and_plant()
        connection.close()
        unfinished.rename(self.file)

    def clone(self) -> None:
        if connection.settings_dict["NAME"] != self.memory:
            use(self.memory)
        connection.ensure_connection()
        with sqlite3.connect(self.file) as template:
            template.backup(connection.connection)
        template.close()
        forget_ids()

    def remove(self) -> None:
        connection.close()


def template(worker: str) -> Template:
    """The template for the database of the settings, made if there is none yet. ``worker`` names who tests."""
    return PostgresTemplate(worker) if connection.vendor == "postgresql" else SqliteTemplate()
