"""The web server as operators start it: gunicorn with its own configuration, production settings, two workers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.setup.processes import web_server
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.slow  # each is a program of its own


@pytest.fixture(scope="module")
def server(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Its port."""
    with web_server(installation, tmp_path_factory.mktemp("server")) as running:
        yield running.port


def ask(port: int, query: str | None, **headers: str) -> tuple[int, str]:
    """The status and body of what the API answers; without a query, of the note at the root."""
    usual = {"Content-Type": "application/json", "Host": "library.example.org"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
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
    status, body = ask(server, '{ page(by: {path: "/"}) { title } route(path: "/") { status } }')
    assert status == 200
    assert json.loads(body)["data"] == {"page": None, "route": {"status": "NOT_FOUND"}}


def test_answers_without_a_body_keep_their_connection(server: int) -> None:
    with closing(HTTPConnection("127.0.0.1", server, timeout=PATIENCE)) as connection:
        connection.request("GET", "/graphql/schema.graphql", headers={"Host": "library.example.org"})
        first = connection.getresponse()
        first.read()
        used = connection.sock
        again = {"Host": "library.example.org", "If-None-Match": first.headers["ETag"]}
        connection.request("GET", "/graphql/schema.graphql", headers=again)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (304, b"")
        assert answer.headers["Connection"] is None
        connection.request("HEAD", "/graphql/schema.graphql", headers={"Host": "library.example.org"})
        assert connection.getresponse().status == 200
        assert connection.sock is used


def test_a_body_beyond_the_largest_is_rejected_before_it_is_taken_in(server: int) -> None:
    with closing(HTTPConnection("127.0.0.1", server, timeout=PATIENCE)) as connection:
        connection.putrequest("POST", "/graphql/")
        connection.putheader("Content-Length", str(101 * 1024 * 1024))
        connection.endheaders()
        assert connection.getresponse().status == 413
