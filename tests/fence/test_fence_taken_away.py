"""The leak tests are worth something: against grapple as it comes, every one of them fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow  # a process of its own, which loads everything anew
def test_every_leak_is_there_without_the_fence(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'unfenced.sqlite3'}",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.fence.unfenced_settings",
    }
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS", "ELASTICSEARCH_URL"):
        environment.pop(name, None)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/fence/test_leaks.py",
        "-q",
        "-rA",
        "-p",
        "no:warnings",
        "-p",
        "no:cacheprovider",
        "--tb=no",
    ]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    found = re.findall(r"^(PASSED|FAILED|ERROR) \S+::(\S+)", run.stdout, re.MULTILINE)
    results = {name: result for result, name in found}
    assert len(results) >= 24, run.stdout[-4000:] + run.stderr[-4000:]
    assert results.pop("test_control_the_endpoint_answers") == "PASSED", run.stdout[-4000:]
    unexpected = {name: result for name, result in results.items() if result != "FAILED"}
    assert not unexpected, f"not a leak of grapple as it comes, or broken: {unexpected}\n{run.stdout[-6000:]}"
