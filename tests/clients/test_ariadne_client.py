"""The whole library read by a typed Python client that ariadne-codegen makes from schema and operations.

It is installed beside the source tree: the generator wants another ruff than checks this repository.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tests.clients.library import ARTICLES, BLOCKS
from tests.clients.node import INSTALL_SECONDS, INSTALLED, OPERATIONS, SCHEMA, Project
from web.generate import inlined

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ARIADNE = Path(__file__).parent / "ariadne"
SITE = Path(__file__).parents[2] / "web"  # whose models it makes, too


def installed() -> Path:
    """The folder of the generator's programs, installed once for each state of its pins."""
    pins = SITE / "requirements-dev.txt"
    home = INSTALLED / f"ariadne-{hashlib.sha256(pins.read_bytes() + sys.version.encode()).hexdigest()[:16]}"
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{home}.lock"):
        if not (home / "complete").exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True, timeout=INSTALL_SECONDS)
            pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(pins)]
            subprocess.run(pip, check=True, timeout=INSTALL_SECONDS)
            (home / "complete").touch()
    return home / "bin"


def test_the_generated_client_reads_every_type(tmp_path: Path, served: str) -> None:
    programs = installed()
    for source in (ARIADNE / "pyproject.toml", ARIADNE / "read.py", SCHEMA):
        shutil.copy(source, tmp_path)
    document = inlined(SCHEMA.read_text(encoding="utf-8"), OPERATIONS.read_text(encoding="utf-8"), every=True)
    (tmp_path / "inlined.graphql").write_text(document, encoding="utf-8")
    project = Project(tmp_path)
    project.run(str(programs / "ariadne-codegen"))
    found = json.loads(project.run(str(programs / "python"), "read.py", LIBRARY_URL=served))
    assert found["counts"] == {"articles": ARTICLES, "tools": 2, "guidance": 1, "events": 1, "initiatives": 1}
    assert set(found["blocks"]) == BLOCKS
    assert found["pages"]["/"] == "HomePage"
    assert found["pages"]["/about/"] == "StandardPage"
    assert set(found["pages"].values()) >= {"Article", "Tool", "WellbeingGuidance", "Event", "Initiative"}
    assert found["nowhere"] is None
    assert found["start"] in (-4 * 3600, -5 * 3600), "moments keep the offset of the event's own zone"
    assert (found["topics"], found["site"], found["heatmap"]) == (["damp", "housing"], "WHAM", [1])
