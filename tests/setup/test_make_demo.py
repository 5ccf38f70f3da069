"""`make demo` in a fresh checkout, as README says it: it does all set-up, serves, ends, and starts again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.services.ports import free_ports
from tests.setup.processes import ROOT, environment
from tests.support.patience import PATIENCE

UP_WITHIN, UP_AGAIN_WITHIN, DOWN_WITHIN = 480, 120, 30  # seconds, on a busy machine without a warm cache of packages

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What git has or would take of this project, in a folder with a space in its name."""
    folder = tmp_path / "a checkout"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, os.fsdecode(listed.stdout).split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def test_the_demo_serves_ends_and_starts_again(checkout: Path) -> None:
    ports = free_ports(2)
    with running(checkout, ports, UP_WITHIN) as (site, url):
        assert (site, url) == tuple(f"http://localhost:{port}/" for port in reversed(ports))
        assert "New in the library" in get(site)
        assert "library" in get(url)
        assert "Sign in" in get(f"{url}admin/login/")
        assert "graphiql" in get(f"{url}graphql/", Accept="text/html").lower()
        found = ask(url, '{ search(query: "child poverty") { totalCount edges { node { title url } } } }')["search"]
        assert found["totalCount"] > 5
        first = found["edges"][0]["node"]
        assert first["url"].startswith(site)
        assert f"<h1>{first['title']}</h1>" in get(first["url"])
    assert (checkout / "var" / "demo" / "demo.sqlite3").exists()
    with running(checkout, ports, UP_AGAIN_WITHIN) as (_, url):
        again = ask(url, '{ search(query: "child poverty") { totalCount } }')["search"]
        assert again["totalCount"] == found["totalCount"]


@contextmanager
def running(checkout: Path, ports: list[int], within: float) -> Iterator[tuple[str, str]]:
    """`make demo`, up within so many seconds; gives the addresses of the site and of the library's server.

    Ends by Ctrl-C, without a traceback or a process left.
    """
    process = subprocess.Popen(
        ["make", "demo"], cwd=checkout, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=environment(PORT=str(ports[0]), SITE_PORT=str(ports[1]), DATABASE_URL="postgres://not@used/here"),
        start_new_session=True,
    )  # fmt: skip
    try:
        yield wait_for_urls(process, within)
    finally:
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        try:
            rest = process.communicate(timeout=DOWN_WITHIN)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    assert "Traceback" not in rest
    assert "The demo has ended." in rest
    assert process.returncode in {0, -signal.SIGINT}, "make itself is interrupted too"
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)  # nothing of it is left


def wait_for_urls(process: subprocess.Popen[str], within: float) -> tuple[str, str]:
    """Read what it prints until it says that it runs: where the site is, and the library's server."""
    seen = []
    deadline = time.monotonic() + within
    assert process.stdout is not None
    site = url = ""
    for line in process.stdout:
        seen.append(line)
        if "http://" in line and "the site" in line:
            site = line.split()[0]
        if "http://" in line and "the editors' side" in line:
            url = line.split()[0].removesuffix("admin/")
        if "Ctrl-C" in line:
            return site, url
        assert time.monotonic() < deadline, "".join(seen)
    raise AssertionError("".join(seen))


def get(url: str, **headers: str) -> str:
    request = urllib.request.Request(url, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=PATIENCE) as response:
        return str(response.read().decode())


def ask(url: str, query: str) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{url}graphql/", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE) as response:
        answer: dict[str, Any] = json.load(response)
    assert "errors" not in answer, answer
    return dict(answer["data"])
