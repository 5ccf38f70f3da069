"""Relay: its compiler accepts the schema,
and its store pages through a connection and reads anything again by its id."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.clients.library import ARTICLES
from tests.clients.node import SCHEMA, Project, installed_modules, require_node

pytestmark = pytest.mark.node

SOURCE = Path(__file__).parent / "relay"


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project, compiled against the committed schema."""
    require_node()
    project = copied(tmp_path_factory.mktemp("relay"))
    project.run(*COMPILE)
    return project


COMPILE = ("node", "node_modules/relay-compiler/cli.js", "relay.config.json")


def copied(folder: Path) -> Project:
    """A copy with the schema and what the lock file names."""
    modules = installed_modules(SOURCE)
    for name in ("package.json", "relay.config.json"):
        shutil.copy(SOURCE / name, folder)
    shutil.copytree(SOURCE / "src", folder / "src", ignore=shutil.ignore_patterns("artifacts"))
    (folder / "src" / "artifacts").mkdir()
    shutil.copy(SCHEMA, folder / "schema.graphql")
    (folder / "node_modules").symlink_to(modules)
    return Project(folder)


def test_the_compiler_accepts_the_schema(relay: Project) -> None:
    made = {path.name.removesuffix(".graphql.js") for path in (relay.folder / "src" / "artifacts").glob("*.graphql.js")}
    assert made >= {"operationsNextArticlesQuery", "operationsArticleAgainQuery", "operationsPageAgainQuery"}
    again = (relay.folder / "src" / "artifacts" / "operationsPageAgainQuery.graphql.js").read_text(encoding="utf-8")
    assert "node(id: $id)" in again, "a fragment on an interface is read again by id too"


def test_the_compiler_would_reject_a_schema_without_nodes(tmp_path: Path) -> None:
    require_node()
    project = copied(tmp_path)
    schema = tmp_path / "schema.graphql"
    sdl = schema.read_text(encoding="utf-8")
    with_node = "type Article implements Node & Page & Resource"
    assert with_node in sdl
    schema.write_text(sdl.replace(with_node, "type Article"), encoding="utf-8")
    project.run(*COMPILE, expect_failure=True)


def test_the_store_pages_on_and_reads_again(relay: Project, served: str) -> None:
    found = json.loads(relay.run("node", "src/read.mjs", LIBRARY_URL=served))
    assert found["pages"] == [*range(5, ARTICLES, 5), ARTICLES]
    assert found["titles"] == [f"Article {number:02}" for number in range(ARTICLES)]
    assert found["total"] == found["cursors"] == found["clientIds"] == ARTICLES
    assert found["grew"], "reading again by id filled the same record"
    assert (found["title"], found["parent"]) == ("Article 00", "Knowledge")
    *known, nothing = found["nodes"]
    assert nothing is None
    assert {name for name, _ in known} == {"Article", "Topic", "ImageAsset"}
    assert all(same for _, same in known)
