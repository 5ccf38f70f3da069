"""The upgrade step: another web server takes over the port, and no request fails meanwhile."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.processes import ROOT, WebServer, web_server
from tests.support.slow_clients import Waited, usual_clients

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RENEW = ROOT / "scripts" / "renew-web"
WITHIN = 400  # seconds, on a busy machine


@pytest.fixture
def server(installation: Path, tmp_path: Path) -> Iterator[WebServer]:
    shutil.copytree(installation / "static", tmp_path / "static")
    with web_server(installation, tmp_path, STATIC_ROOT=str(tmp_path / "static"), RATE_LIMIT_ADDRESS="off") as running:
        try:
            yield running
        finally:
            process = running.pid_file.read_text().strip()
            subprocess.run(["kill", "-TERM", process], check=False)


def renew(server: WebServer, within: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(RENEW), str(within)],
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=WITHIN + 100,
        check=False,
    )


def test_no_request_fails_while_another_server_takes_over(server: WebServer) -> None:
    old = server.pid_file.read_text().strip()
    stopped, found = threading.Event(), list[Waited]()

    def load() -> None:
        while not stopped.is_set():
            found.append(usual_clients(server.port, 1))  # new connections each second, kept for one

    thread = threading.Thread(target=load)
    thread.start()
    try:
        done = renew(server, WITHIN)
    finally:
        stopped.set()
        thread.join()
    assert done.returncode == 0, done.stderr
    assert server.process.wait(30) == 0
    new = server.pid_file.read_text().strip()
    assert new != old
    assert done.stdout == f"Process {new} serves instead of {old}.\n"
    assert usual_clients(server.port, 1).failed == 0
    assert sum(one.failed for one in found) == 0
    assert sum(len(one.seconds) for one in found) > 50


def test_the_old_server_goes_on_where_the_new_one_cannot_start(server: WebServer) -> None:
    shutil.rmtree(server.environment["STATIC_ROOT"])
    old = server.pid_file.read_text()
    done = renew(server, 20)
    assert done.returncode == 1
    assert "does not start" in done.stderr
    assert server.pid_file.read_text() == old
    assert usual_clients(server.port, 1).failed == 0
