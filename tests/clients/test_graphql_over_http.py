"""The endpoint against the audit suite of the GraphQL over HTTP specification, run by its authors' own program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.clients import node

pytestmark = pytest.mark.node

AUDITS = 61


def test_every_audit_passes(transactional_db: None, live_server: Any, tmp_path: Path) -> None:
    node.require_node()
    project = node.installed(node.SOURCE.parent / "audit", tmp_path)
    results = json.loads(project.run("node", "audit.mjs", ENDPOINT=f"{live_server.url}/graphql/"))
    assert [
        f"{one['status']}: {one['id']} {one['name']}: {one['reason']}" for one in results if one["status"] != "ok"
    ] == []
    assert len(results) == AUDITS
