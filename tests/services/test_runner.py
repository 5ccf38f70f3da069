"""The command line: what it hands on, how it ends. No server is needed for these tests.

``--only postgres`` with an SQLite URL is the service that is given and needs no asking.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.patience import PATIENCE

from .paths import REPOSITORY

GIVEN = {"DATABASE_URL": "sqlite:///given.sqlite3"}


def start_runner(*command: str, only: str = "postgres", env: dict[str, str] | None = None) -> "subprocess.Popen[str]":
    """Start ``python -m tests.services run`` away from any terminal."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services", "run", "--only", only, "--", *command],
        cwd=REPOSITORY,
        env={**os.environ, **GIVEN, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_command_gets_the_url_and_gives_the_exit_code() -> None:
    runner = start_runner("sh", "-c", 'echo "$DATABASE_URL"; exit 7')
    output, _ = runner.communicate(timeout=PATIENCE)
    assert output.strip() == GIVEN["DATABASE_URL"]
    assert runner.returncode == 7


def test_a_command_that_dies_by_a_signal_ends_as_in_a_shell() -> None:
    runner = start_runner("sh", "-c", "kill -KILL $$")
    runner.communicate(timeout=PATIENCE)
    assert runner.returncode == 128 + signal.SIGKILL


def test_a_command_that_does_not_exist_is_named() -> None:
    runner = start_runner("no-such-command")
    _, errors = runner.communicate(timeout=PATIENCE)
    assert runner.returncode == 69
    assert "no-such-command" in errors


def test_a_program_that_cannot_be_installed_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.services", "install"]
    nowhere = {**os.environ, "PATH": str(tmp_path)}  # neither Redis nor apt
    done = subprocess.run(
        command, cwd=REPOSITORY, env=nowhere, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 69
    assert "Install redis-server or valkey-server" in done.stderr


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_command_and_all_that_it_started(tmp_path: Path, signum: signal.Signals) -> None:
    started = tmp_path / "started"
    # A Python child, because a shell makes its background jobs deaf to SIGINT.
    script = (
        "import subprocess, sys, pathlib, time\n"
        f"child = subprocess.Popen(['sleep', '600'])\n"
        f"pathlib.Path({str(started)!r}).write_text(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    runner = start_runner(sys.executable, "-c", script)
    wait_until_written(started)
    runner.send_signal(signum)
    runner.communicate(timeout=PATIENCE)
    assert runner.returncode != 0
    assert not is_running(int(started.read_text()))


def test_a_process_left_in_the_background_is_ended(tmp_path: Path) -> None:
    started = tmp_path / "started"
    runner = start_runner("sh", "-c", f"sleep 600 >/dev/null 2>&1 & echo $! > '{started}'")
    runner.communicate(timeout=PATIENCE)
    assert runner.returncode == 0
    assert not is_running(int(started.read_text()))


@pytest.mark.parametrize(
    ("only", "env", "variable"),
    [
        (
            "elasticsearch",
            {"ELASTICSEARCH_URL": "http://u:secret@127.0.0.1:9"},
            "ELASTICSEARCH_URL",
        ),
        ("postgres", {"DATABASE_URL": "postgresql://u:secret@127.0.0.1:9/x"}, "DATABASE_URL"),
    ],
)
def test_a_given_server_that_does_not_answer_is_a_clear_error(only: str, env: dict[str, str], variable: str) -> None:
    runner = start_runner("true", only=only, env=env)
    _, errors = runner.communicate(timeout=PATIENCE)
    assert runner.returncode == 69
    assert f"{variable} is set, but" in errors
    assert "127.0.0.1:9" in errors
    assert "secret" not in errors


def wait_until_written(path: Path) -> None:
    """Wait for a file with something in it."""
    deadline = time.monotonic() + PATIENCE
    while not path.exists() or not path.read_text():
        assert time.monotonic() < deadline, "the command did not start"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether ``pid`` runs, zombies left out."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()[:1] not in {"", "Z"}
