"""Start the project's own programs the way an operator does,
with nothing of this test run's settings in their environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.services.ports import free_ports, listens

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    "DATABASE_URL", "ELASTICSEARCH_URL", "CACHE_URL", "SECRET_KEY", "SITE_URL", "DJANGO_SETTINGS_MODULE", "VAR_DIR",
    "PORT", "LOG_LEVEL", "ALLOWED_HOSTS", "DEMO_DATABASE_URL", "STATIC_ROOT",
}  # fmt: skip
SECRET = "not-a-secret-Wm3kd9sLq2Vb7xTz5nRc8pYh4gJf6aKe1uQo0iWs"
SECONDS = 240  # on a busy machine

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
    # What gunicorn notes of its own is no error, and a line of JSON.
    lines = [line for line in done.stderr.splitlines() if '"levelname": "INFO"' not in line]
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


@dataclass(frozen=True)
class WebServer:
    """A web server that runs, and the file with its process id."""

    port: int
    pid_file: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]


@contextmanager
def web_server(installation: Path, folder: Path, *arguments: str, **changes: str) -> Iterator[WebServer]:
    """gunicorn as operators start it, on a copy of an installation's database."""
    (port,) = free_ports(1)
    shutil.copy2(installation / "library.sqlite3", folder)
    usual = {
        "DATABASE_URL": f"sqlite:///{folder}/library.sqlite3", "STATIC_ROOT": str(installation / "static"),
        "VAR_DIR": str(folder), "PORT": str(port), "WEB_HOST": "127.0.0.1", "SECURE_SSL_REDIRECT": "false",
        "ALLOWED_HOSTS": "library.example.org", "LOG_LEVEL": "WARNING", "WEB_PID_FILE": str(folder / "web.pid"),
    }  # fmt: skip
    given = environment(**usual | changes)
    process = subprocess.Popen((*GUNICORN, *arguments), cwd=ROOT, env=given, stderr=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + SECONDS
        while not listens(port):
            assert process.poll() is None
            assert time.monotonic() < ends, "it does not start"
            time.sleep(0.1)
        yield WebServer(port, folder / "web.pid", process, given)
    finally:
        process.terminate()
        process.wait(30)
