"""The whole library read by a TypeScript program whose types gql.tada infers from the text of its documents."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.clients.library import ARTICLES, BLOCKS
from tests.clients.node import OPERATIONS, SCHEMA, SOURCE, Project, installed, require_node

# To infer the types of all operations takes the compiler a minute.
pytestmark = [pytest.mark.node, pytest.mark.slow, pytest.mark.timeout(900)]

TADA = Path(__file__).parent / "tada"


@pytest.fixture
def tada(tmp_path: Path) -> Project:
    """The project with the reader of the other TypeScript project, its types inferred and checked strictly."""
    require_node()
    project = installed(TADA, tmp_path)
    shutil.copy(TADA / "tsconfig.json", tmp_path)
    shutil.copy(TADA / "package.json", tmp_path)
    shutil.copytree(TADA / "src", tmp_path / "src")
    for name in ("read.ts", "blocks.ts", "given.ts"):
        shutil.copy(SOURCE / "src" / name, tmp_path / "src")
    shutil.copy(SCHEMA, tmp_path)
    project.run("node", "node_modules/gql.tada/bin/cli.js", "generate-output")
    project.run("node", "documents.mjs", str(OPERATIONS), "src/generated.ts")
    project.compile()
    return project


def test_the_reader_is_typed_without_generated_code_and_reads_every_type(tada: Project, served: str) -> None:
    found = json.loads(tada.run("node", "build/read.js", LIBRARY_URL=served))
    assert found["counts"] == {"articles": ARTICLES, "tools": 2, "guidance": 1, "events": 1, "initiatives": 1}
    assert set(found["blocks"]) == BLOCKS
    assert found["pages"]["/events/whole-event/"] == ["Event", len(BLOCKS)]
    assert (found["levels"], found["heatmap"], found["redirects"]) == (["TEAM"], [1], ["/old"])
