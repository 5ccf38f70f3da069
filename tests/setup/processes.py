"""Start the project's own programs the way an operator does,
with nothing of this test run's settings in their environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    "DATABASE_URL", "ELASTICSEARCH_URL", "CACHE_URL", "SECRET_KEY", "SITE_URL", "DJANGO_SETTINGS_MODULE", "VAR_DIR",
    "PORT", "LOG_LEVEL", "ALLOWED_HOSTS", "DEMO_DATABASE_URL", "STATIC_ROOT",
}  # fmt: skip
SECRET = "not-a-secret-Wm3kd9sLq2Vb7xTz5nRc8pYh4gJf6aKe1uQo0iWs"
SECONDS = 120

MANAGE = (sys.executable, "manage.py")
GUNICORN = (sys.executable, "-m", "gunicorn")


def environment(**changes: str | None) -> dict[str, str]:
    """A clean environment in which production settings load, with ``changes``; None takes a variable away."""
    settings: dict[str, str | None] = {
        **{name: value for name, value in os.environ.items() if name not in OURS},
        "SECRET_KEY": SECRET,
        "SITE_URL": "https://library.example.org",
        "DATABASE_URL": "sqlite:////nonexistent/folder/library.sqlite3",
        **changes,
    }
    return {name: value for name, value in settings.items() if value is not None}


def run(*command: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run a program to its end under production settings."""
    return subprocess.run(
        command, cwd=ROOT, env=environment(**changes), capture_output=True, text=True, timeout=SECONDS, check=False
    )


def assert_one_clear_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """It ended with status 2 and one line that holds these words; no traceback."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("[")]  # gunicorn's own log lines begin so
    assert done.returncode == 2, done.stderr
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("error: ")
    for word in words:
        assert word in lines[0], lines[0]


def set_environment(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> None:
    """The clean environment, with ``changes``, in this process."""
    for name in OURS | changes.keys():
        monkeypatch.delenv(name, raising=False)
    for name, value in environment(**changes).items():
        monkeypatch.setenv(name, value)
