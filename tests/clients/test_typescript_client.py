"""The whole library read by a TypeScript client whose types graphql-codegen makes from the committed schema."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.clients.library import ARTICLES, BLOCKS
from tests.clients.node import SOURCE, Project
from tests.clients.programs import programs

pytestmark = pytest.mark.node


def test_the_client_reads_every_type(typescript: Project, served: str) -> None:
    found = json.loads(typescript.run("node", "build/read.js", LIBRARY_URL=served))
    assert found["counts"] == {"articles": ARTICLES, "tools": 2, "guidance": 1, "events": 1, "initiatives": 1}
    assert found["titles"] == [f"Article {number:02}" for number in range(ARTICLES)]
    assert set(found["blocks"]) == BLOCKS
    assert all(words.strip() for words in found["blocks"].values())
    assert found["blocks"]["HeadingBlock"] == "## Before you ask"
    assert found["blocks"]["TableBlock"] == "Who can help\nNeed | Ask\nFood | "
    assert found["blocks"]["EmbedBlock"] == "A film at YOUTUBE"
    assert found["pages"]["/"] == ["HomePage", None]
    assert found["pages"]["/about/"] == ["StandardPage", len(BLOCKS)]
    assert found["pages"]["/events/whole-event/"] == ["Event", len(BLOCKS)]
    assert found["nowhere"] is None
    assert found["questions"] == ["home-1", "home-2"]
    assert found["yearlyCost"] == [31120.5]
    assert (found["venues"], found["stages"], found["levels"]) == (["Library"], ["RUNNING"], ["TEAM"])
    assert found["heatmap"] == [1]
    assert found["site"] == ["WHAM", "Tools", "Elsewhere"]
    assert found["redirects"] == ["/old"]
    assert sorted(found["topics"]) == ["damp", "housing"]


def test_a_normalised_cache_knows_each_thing_once(typescript: Project, searched: str) -> None:
    # urql warns of what its cache cannot tell apart only in its build for development.
    found = json.loads(typescript.run("node", "--conditions=development", "build/cached.js", LIBRARY_URL=searched))
    assert found["types"] == ["Article"] * 5
    assert found["titles"] == [f"Article {number:02}" for number in range(5)]
    assert found["summaries"]
    assert sum(found["topics"]) > 0
    assert found["sentForTheWhole"] == 0, "the list and the nodes are the same entities"
    # Automatic persisted queries: the hash first, by GET; the document once, when the server does not know it.
    assert [one for one in found["first"] if one.endswith("hash")] == ["GET hash"] * 2
    assert len(found["first"]) == 4
    assert found["second"] == ["GET hash"]
    assert found["pages"] == [5, 10, ARTICLES]
    assert (found["blocks"], found["kept"], found["hits"]) == (len(BLOCKS), True, 5)
    assert found["warned"] == []
    assert found["untold"] > 0, "a cache that was told nothing warns"


def test_the_manual_shows_the_urql_client_that_is_tried() -> None:
    shown = programs("urql", "typescript")
    assert shown == [(SOURCE / "src" / name).read_text(encoding="utf-8") for name in ("schema.ts", "urql-client.ts")]


def test_the_compiler_rejects_a_client_that_forgets_a_block(typescript: Project, tmp_path: Path) -> None:
    shutil.copytree(typescript.folder, tmp_path / "copy", symlinks=True)
    blocks = tmp_path / "copy" / "src" / "blocks.ts"
    whole = blocks.read_text(encoding="utf-8")
    blocks.write_text(whole.replace('case "QuoteBlock":', 'case "HeadingBlock":'), encoding="utf-8")
    assert "'never'" in Project(tmp_path / "copy").compile(expect_failure=True)


@pytest.mark.parametrize(
    "project", sorted(path.parent for path in SOURCE.parent.glob("*/package-lock.json")), ids=lambda path: path.name
)
def test_the_lock_file_names_no_registry(project: Path) -> None:
    lock = json.loads((project / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
