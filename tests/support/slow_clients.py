"""Clients that send and read a byte now and then, and what others wait beside them."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from tests.support.patience import PATIENCE

HOST = "library.example.org"
EVERY = 0.5  # seconds between two bytes of a slow client
BODY = json.dumps({"query": "{ __typename site { name } }"}).encode()
HEAD = f"POST /graphql/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n".encode()
LARGE = "/static/table_block/js/vendor/handsontable-6.2.2.full.min.js"  # 900 KB
KINDS = {
    "slow bodies": HEAD + b"Content-Length: 5000\r\n\r\n{",
    "slow headers": HEAD + b"X-Slow: ",
    "slow readers": f"GET {LARGE} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode(),
}


@contextmanager
def slow_clients(port: int, many: int) -> Iterator[None]:
    """So many connections, a third of each kind, that each move a byte twice a second while this is open."""
    connections: list[tuple[str, socket.socket]] = []
    for number in range(many):
        kind = list(KINDS)[number % len(KINDS)]
        one = socket.socket()
        one.setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVBUF, 2048
        )  # so that the server cannot hand everything to the kernel
        one.settimeout(2 * PATIENCE)
        one.connect(("127.0.0.1", port))
        one.sendall(KINDS[kind])
        if kind == "slow readers":
            assert one.recv(1), "no answer"  # it has been worked out: from here on it only waits to be taken
        connections.append((kind, one))
    ended = threading.Event()

    def trickle() -> None:
        while not ended.wait(EVERY):
            for kind, one in connections:
                with contextlib.suppress(OSError):  # the server may have had enough of it
                    one.setblocking(False)
                    if kind == "slow readers":
                        one.recv(1)
                    else:
                        one.send(b"x")

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        for _, one in connections:
            one.close()


@dataclass(frozen=True)
class Waited:
    """What usual clients waited, in seconds, and how many had no answer."""

    seconds: list[float]
    failed: int

    def percentile(self, share: float) -> float:
        """The longest that this share of them waited."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def usual_clients(port: int, seconds: float, many: int = 4) -> Waited:
    """What so many clients, each on a connection that it keeps, wait for small answers in this time."""
    ends = time.monotonic() + seconds

    def one(_: int) -> tuple[list[float], int]:
        waited, failed = [], 0
        with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
            while time.monotonic() < ends:
                began = time.perf_counter()
                try:
                    connection.request("POST", "/graphql/", BODY, {"Host": HOST, "Content-Type": "application/json"})
                    answer = connection.getresponse()
                    answer.read()
                    failed += answer.status != 200
                except (OSError, HTTPException):
                    failed += 1
                    connection.close()
                waited.append(time.perf_counter() - began)
                time.sleep(0.02)
        return waited, failed

    with ThreadPoolExecutor(many) as threads:
        found = list(threads.map(one, range(many)))
    return Waited([second for waited, _ in found for second in waited], sum(failed for _, failed in found))
