"""Slow clients cost nothing: beside two hundred of them, on the real server command, others wait hardly longer."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.setup.processes import WebServer, web_server
from tests.support.patience import PATIENCE
from tests.support.slow_clients import BODY, HEAD, slow_clients, usual_clients

pytestmark = pytest.mark.slow
SECONDS = 6.0  # of measuring, each time
NOISE = 0.1  # seconds by which other work on a machine may lengthen an answer
TRIES = 3  # in which others may wait as briefly; slow clients would hold them up in each


@pytest.fixture(scope="module")
def server(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    with web_server(installation, tmp_path_factory.mktemp("server"), RATE_LIMIT_ADDRESS="off") as running:
        yield running


def test_others_wait_at_most_twice_as_long_beside_two_hundred(server: WebServer) -> None:
    usual_clients(server.port, 2)  # warms up
    before = usual_clients(server.port, SECONDS)
    tries = []
    for _ in range(TRIES):
        with slow_clients(server.port, 200):
            beside = usual_clients(server.port, SECONDS)
        after = usual_clients(server.port, SECONDS)
        assert (before.failed, beside.failed, after.failed) == (0, 0, 0)
        alone = max(before.percentile(0.9), after.percentile(0.9))
        tries.append((beside.percentile(0.9), alone, len(beside.seconds)))
        if beside.percentile(0.9) <= 2 * alone + NOISE:
            return
        before = after
    pytest.fail(f"what nine of ten waited beside them and alone, in seconds, and of how many: {tries}")


def test_there_is_room_beside_more_than_a_process_may_have_open(server: WebServer) -> None:
    with slow_clients(server.port, 2_500):
        beside = usual_clients(server.port, SECONDS)
    assert beside.failed == 0


def test_a_body_that_comes_slowly_is_answered_in_the_end(server: WebServer) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), PATIENCE)) as one:
        one.sendall(HEAD + f"Connection: close\r\nContent-Length: {len(BODY)}\r\n\r\n".encode())
        for byte in BODY:
            one.sendall(bytes([byte]))
        with one.makefile("rb") as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert json.loads(body)["data"]["__typename"] == "Query"
