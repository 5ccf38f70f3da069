"""The poll loop and its command: how they go on, how they end, and how it is known that they work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError

from outages import database
from queues import alive, heartbeat
from queues.command import WorkerCommand
from queues.models import Heartbeat
from queues.poll_loop import PollLoop
from tests.setup.processes import ROOT
from tests.support.patience import PATIENCE
from tests.support.process import environment_of_a_process

pytestmark = pytest.mark.django_db


class Rounds(PollLoop):
    """Does in each round the next of what it is given, an error or whether all went well; then ends."""

    name = "rounds"

    def __init__(self, *rounds: bool | Exception) -> None:
        self.waits: list[float] = []
        super().__init__(0.5, self.waits.append)
        self.rounds = list(rounds)

    def poll(self, *, once: bool = False) -> bool:
        came = self.rounds.pop(0)
        if not self.rounds:
            self.stop()
        if isinstance(came, Exception):
            raise came
        return came


@pytest.fixture(autouse=True)
def _no_process_has_worked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(alive, "file_of", lambda name: tmp_path / name)
    monkeypatch.setattr(heartbeat, "_written", {})
    monkeypatch.setattr(database, "noted", lambda error: None)


def test_it_waits_between_rounds_until_it_is_told_to_stop() -> None:
    loop = Rounds(True, False, True)
    assert loop.run() is True
    assert loop.waits == [0.5, 0.5]


@pytest.mark.parametrize("error", [OperationalError("away"), InterfaceError("connection already closed")])
def test_a_database_that_is_away_ends_a_round_and_not_the_loop(error: Exception) -> None:
    loop = Rounds(error, True)
    assert loop.run() is True
    assert loop.waits == [0.5]
    with pytest.raises(type(error)):
        Rounds(error, True).run(once=True)


def test_once_is_one_round_that_says_how_it_went() -> None:
    for well in (True, False):
        loop = Rounds(well, True)
        assert loop.run(once=True) is well
        assert (len(loop.rounds), loop.waits) == (1, [])
    assert not Heartbeat.objects.exists(), "nobody waits for another round"


def test_it_says_that_it_works(tmp_path: Path) -> None:
    assert "has not ended a round" in (alive.problem("rounds") or "")
    Rounds(True).run()
    assert alive.problem("rounds") is None
    assert Heartbeat.objects.filter(name="rounds").exists()
    old = time.time() - alive.LONGEST_ROUND - 1
    os.utime(tmp_path / "rounds", (old, old))
    assert "ended its last round" in (alive.problem("rounds") or "")


def test_the_row_of_the_heartbeat_is_written_every_ten_seconds(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    Rounds(True).run()
    with django_assert_max_num_queries(0):
        Rounds(True, True, True).run()
    before = Heartbeat.objects.get().at
    monkeypatch.setattr(heartbeat, "_written", {"rounds": time.monotonic() - heartbeat.EVERY})
    Rounds(True).run()
    assert Heartbeat.objects.get().at > before


def test_the_command_rejects_an_interval_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *args: None)
    for interval in ("-1", "0.01", "4000"):
        with pytest.raises(CommandError, match="--interval must be from"):
            call_command(WorkerCommand(), "--once", "--interval", interval)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("search_worker", "search"),
        ("webhook_worker", "webhooks"),
        ("cdn_worker", "cdn"),
        ("mail_worker", "mail"),
    ],
)
def test_sigterm_ends_every_worker_well(command: str, name: str, tmp_path: Path) -> None:
    environment = environment_of_a_process(TMPDIR=str(tmp_path))
    check = [sys.executable, "-m", "queues.alive", name]
    assert subprocess.run(check, cwd=ROOT, env=environment, check=False).returncode == 1, "it has not begun"
    process = subprocess.Popen([sys.executable, "manage.py", command, "--interval", "0.1"], cwd=ROOT, env=environment)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (tmp_path / f"wham-{name}.alive").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert subprocess.run(check, cwd=ROOT, env=environment, check=False).returncode == 0
        process.terminate()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
