"""Template databases, made once and cloned: migrated and with the tree of pages in it, or with the demo library.

A template is named after what it is made of, and stays: on PostgreSQL as a database of the server, for SQLite as a file
in var/. So a run that finds one migrates nothing. Each worker has a clone; a test with real transactions clones it
again instead of emptying tables.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from filelock import FileLock
from psycopg import sql

from changes.processing import process_all_changes
from tests.support.process import forget_ids
from tests.support.tree import plant_tree

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "test-templates"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
# The database that the settings name: on PostgreSQL the one that the tests leave alone.
GIVEN = str(settings.DATABASES["default"]["NAME"])
IN_MEMORY = "file:wham_tests?mode=memory&cache=shared"


@dataclass(frozen=True)
class Template:
    """A database that others are made of: its name, and what fills an empty one, or a clone of another template."""

    kind: str
    made_of: Callable[[], Iterable[Path]]
    fill: Callable[[], None]
    base: Template | None = None

    @cached_property
    def name(self) -> str:
        """Another one where a file that it is made of has changed."""
        digest = hashlib.sha256()
        for file in sorted({*self.made_of(), *Path(__file__).parent.glob("*.py")}):
            digest.update(file.read_bytes())
        return f"wham_{self.kind}_{digest.hexdigest()[:16]}"

    def clone(self) -> None:
        """Give the tests of this worker a database that is as the template, in place of the one they have."""
        if connection.vendor == "postgresql":
            clone_on_postgresql(self)
        else:
            clone_in_memory(self)
        forget_ids()


def remove_clone() -> None:
    """Be rid of the database of this worker's tests."""
    use(GIVEN)
    if connection.vendor == "postgresql":
        with postgresql() as server:
            run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", f"test_wham_{WORKER}")


def use(name: str) -> None:
    """Have Django's default connection lead to another database; what is in memory is gone."""
    BaseDatabaseWrapper.close(connection)  # SQLite's own keeps a database in memory open
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


# --- The tree ---------------------------------------------------------------------------------------------------------


def what_the_tree_is_made_of() -> Iterator[Path]:
    """Migrations, factories and the versions of libraries."""
    ours = [Path(one.path) for one in apps.get_app_configs() if ROOT in Path(one.path).parents]
    yield from chain.from_iterable(folder.glob("migrations/*.py") for folder in ours)
    yield from ROOT.glob("content_types/*/factories.py")
    yield from ROOT.glob("requirements*.txt")


def migrate_and_plant() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    ContentType.objects.clear_cache()
    plant_tree()
    process_all_changes()


TREE = Template("tree", what_the_tree_is_made_of, migrate_and_plant)


# --- PostgreSQL: CREATE DATABASE … TEMPLATE ---------------------------------------------------------------------------


@contextmanager
def postgresql() -> Iterator[psycopg.Connection[Any]]:
    """A connection on which databases are made, outside transactions."""
    known = connection.get_connection_params() | {"dbname": GIVEN}
    named = {key: known[key] for key in ("host", "port", "user", "password", "dbname") if known.get(key)}
    with psycopg.connect(**named, autocommit=True) as server:
        yield server


def run(server: psycopg.Connection[Any], statement: str, *names: str) -> None:
    """Run a statement about databases of these names."""
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def create(server: psycopg.Connection[Any], name: str, template: str) -> None:
    """Make a database anew."""
    run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    # By copying files: by writing each page into the log, as is usual since 15, takes more than twice as long.
    strategy = " STRATEGY FILE_COPY" if server.info.server_version >= 150_000 else ""
    run(server, "CREATE DATABASE {} TEMPLATE {}" + strategy, name, template)


def clone_on_postgresql(template: Template) -> None:
    use(GIVEN)
    with postgresql() as server:
        make_on_postgresql(server, template)
        create(server, f"test_wham_{WORKER}", template.name)
    use(f"test_wham_{WORKER}")


def make_on_postgresql(server: psycopg.Connection[Any], template: Template) -> None:
    """Make the template if there is none. One worker makes it, the others wait; it has its name once it is whole."""
    if template.base is not None:
        make_on_postgresql(server, template.base)
    server.execute("SELECT pg_advisory_lock(hashtext(%s))", [template.name])
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template.name]).fetchone():
        unfinished = f"{template.name}_unfinished"
        create(server, unfinished, template.base.name if template.base else "template1")
        use(unfinished)
        forget_ids()
        template.fill()
        use(GIVEN)
        run(server, "ALTER DATABASE {} RENAME TO {}", unfinished, template.name)
    server.execute("SELECT pg_advisory_unlock(hashtext(%s))", [template.name])


# --- SQLite: a file, copied into memory -------------------------------------------------------------------------------


def clone_in_memory(template: Template) -> None:
    file = make_file(template)
    if connection.settings_dict["NAME"] != IN_MEMORY:
        use(IN_MEMORY)
    copy_file(file)


def copy_file(file: Path) -> None:
    """Put what is in a file in place of all that the connected database holds."""
    connection.ensure_connection()
    source = sqlite3.connect(file)
    source.backup(connection.connection)
    source.close()


def make_file(template: Template) -> Path:
    """Make the template if there is none, in place of those of other states of the project.

    One worker makes it, the others wait.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    base = make_file(template.base) if template.base else None
    file, unfinished = FOLDER / f"{template.name}.sqlite3", FOLDER / f"{template.kind}.unfinished"
    with FileLock(FOLDER / f"{template.kind}.lock"):
        if not file.exists():
            for other in (*FOLDER.glob(f"wham_{template.kind}_*.sqlite3"), unfinished):
                other.unlink(missing_ok=True)
            before = connection.settings_dict["NAME"]
            use(str(unfinished))
            if base is not None:
                copy_file(base)
            forget_ids()
            template.fill()
            use(before)
            unfinished.rename(file)
    return file
