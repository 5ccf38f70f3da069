"""What is installed is what was looked at: each file by its hash, in every way to install."""

from __future__ import annotations

import re

import pytest

from tests.setup.processes import ROOT

FILES = ("requirements.txt", "requirements-semantic.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_is_pinned_and_has_hashes(name: str) -> None:
    """After a change of pyproject.toml: make requirements."""
    joined = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9.-]+==\S+ (; .+? )?(\s*--hash=sha256:[0-9a-f]{64})+$", line), line[:80]


def test_every_way_to_install_asks_for_the_hashes() -> None:
    for name in ("Makefile", "Dockerfile", "docs/operators/README.md", "docs/operators/care.md"):
        words = (ROOT / name).read_text(encoding="utf-8")
        found = re.findall(
            r"^.*\bpip\b.*(?:install --no-input|wheel --|install .*-r requirements).*$", words, re.MULTILINE
        )
        assert found, name
        assert [line for line in found if "--require-hashes" not in line] == [], name


def test_no_file_names_an_index() -> None:
    for name in FILES:
        assert "://" not in (ROOT / name).read_text(encoding="utf-8")
