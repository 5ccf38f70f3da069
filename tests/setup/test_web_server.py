"""The web server as operators start it: gunicorn with its own configuration, production settings, two workers."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.services.ports import free_ports, listens
from tests.setup.processes import GUNICORN, MANAGE, ROOT, environment, run

pytestmark = pytest.mark.slow  # each is a program of its own

STARTS_IN = 60  # seconds


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Its port."""
    folder: Path = tmp_path_factory.mktemp("server")
    (port,) = free_ports(1)
    settings = {
        "DATABASE_URL": f"sqlite:///{folder}/library.sqlite3", "STATIC_ROOT": str(folder / "static"),
        "VAR_DIR": str(folder), "PORT": str(port), "WEB_HOST": "127.0.0.1", "SECURE_SSL_REDIRECT": "false",
        "ALLOWED_HOSTS": "library.example.org", "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    for command in ("migrate", "collectstatic"):
        done = run(*MANAGE, command, "--noinput", "-v0", **settings)
        assert done.returncode == 0, done.stderr
    process = subprocess.Popen(GUNICORN, cwd=ROOT, env=environment(**settings), stderr=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + STARTS_IN
        while not listens(port):
            assert process.poll() is None
            assert time.monotonic() < ends, "it does not start"
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def ask(port: int, query: str | None, **headers: str) -> tuple[int, str]:
    """The status and body of what the API answers; without a query, of the landing page."""
    usual = {"Content-Type": "application/json", "Host": "library.example.org"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        if query is None:
            connection.request("GET", "/", headers=usual | headers)
        else:
            connection.request("POST", "/graphql/", json.dumps({"query": query}), usual | headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_the_first_requests_may_come_at_once(server: int) -> None:
    with ThreadPoolExecutor(16) as threads:
        found = set(threads.map(lambda _: ask(server, "{ __typename site { name } }")[0], range(32)))
    assert found == {200}


def test_no_header_says_where_the_site_lies(server: int) -> None:
    """What is answered to one client is kept for others, links and all."""
    plain = ask(server, None)
    assert plain[0] == 200
    assert 'href="/admin/"' in plain[1]
    for name in ("SCRIPT_NAME", "Script-Name", "X-Script-Name", "X-Forwarded-Prefix"):
        assert ask(server, None, **{name: "/evil"}) == plain, name


def test_a_page_that_only_wagtail_knows_is_none_of_the_library(server: int) -> None:
    """Wagtail's migrations make a page of no type of ours at the root."""
    status, body = ask(server, '{ page(urlPath: "/") { title } route(path: "/") { status } }')
    assert status == 200
    assert json.loads(body)["data"] == {"page": None, "route": {"status": "NOT_FOUND"}}
