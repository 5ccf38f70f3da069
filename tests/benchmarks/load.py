"""Sends one request over and over on several connections and times each:
``python -m tests.benchmarks.load --port 8000 --file request``.

The file holds the request as it goes over the wire. One process on plain sockets, so that as little as possible of the
machine goes to asking.
"""

from __future__ import annotations

import argparse
import json
import selectors
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """What a load found out. Times in milliseconds."""

    requests: int
    seconds: float
    statuses: dict[str, int]
    bytes: int  # of the last body
    median: float
    p99: float

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


@dataclass
class Connection:
    """One connection, kept alive: what has come of an answer so far, and when it was asked for."""

    port: int
    raw: bytes
    began: float = 0.0
    got: bytearray = field(default_factory=bytearray)
    wanted: int = -1  # bytes of the whole answer, once its head is there
    status: str = ""

    def __post_init__(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> None:
        """Send the request."""
        self.got.clear()
        self.wanted = -1
        self.began = time.perf_counter()
        self.socket.sendall(self.raw)

    def is_answered(self) -> bool:
        """Take what has come; whether the answer is whole."""
        chunk = self.socket.recv(65_536)
        if not chunk:
            raise ConnectionResetError(f"The server closed a connection after {len(self.got)} bytes.")
        self.got += chunk
        if self.wanted < 0:
            end = self.got.find(HEAD_END)
            if end < 0:
                return False
            head = bytes(self.got[:end]).decode("latin-1").lower()
            self.status = head[9:12]
            _, there, rest = head.partition("\r\ncontent-length:")
            length = int(rest.partition("\r\n")[0]) if there and self.status != "304" else 0
            if not there and self.status == "200":
                raise SystemExit("An answer has no Content-Length.")
            self.wanted = end + len(HEAD_END) + length
        return len(self.got) >= self.wanted


def request(
    path: str, host: str, body: bytes | None = None, headers: dict[str, str] | None = None, method: str | None = None
) -> bytes:
    """A request as it goes over the wire; POST with a body, else GET."""
    given = {"Host": host, "Accept": "application/json", "Connection": "keep-alive", **(headers or {})}
    if body is not None:
        given |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = [
        f"{method or ('GET' if body is None else 'POST')} {path} HTTP/1.1",
        *(f"{k}: {v}" for k, v in given.items()),
    ]
    return "\r\n".join(lines).encode() + HEAD_END + (body or b"")


def send(port: int, raw: bytes, connections: int, seconds: float, most: int | None = None) -> Load:
    """Ask on so many connections at once, each anew as soon as it is answered, for so long or so many times."""
    waiting = selectors.DefaultSelector()
    for _ in range(connections):
        one = Connection(port, raw)
        waiting.register(one.socket, selectors.EVENT_READ, one)
        one.ask()
    took: list[float] = []
    statuses: Counter[str] = Counter()
    size = 0
    began = time.perf_counter()
    until = began + seconds
    now = began
    while now < until and (most is None or len(took) < most):
        for key, _ in waiting.select(timeout=30):
            answered: Connection = key.data
            try:
                whole = answered.is_answered()
            except ConnectionResetError:
                if answered.got:
                    raise
                # A worker that has served its number ends its connections; the client opens another.
                waiting.unregister(answered.socket)
                answered.__post_init__()
                waiting.register(answered.socket, selectors.EVENT_READ, answered)
                answered.ask()
                continue
            if whole:
                now = time.perf_counter()
                took.append(now - answered.began)
                statuses[answered.status] += 1
                size = len(answered.got) - answered.got.find(HEAD_END) - len(HEAD_END)
                answered.ask()
    ended = time.perf_counter()
    for key in list(waiting.get_map().values()):
        key.data.socket.close()
    took.sort()
    return Load(
        len(took), ended - began, dict(statuses), size,
        took[len(took) // 2] * 1000, took[min(int(len(took) * 0.99), len(took) - 1)] * 1000,
    )  # fmt: skip


def load(port: int, raw: bytes, connections: int = 8, seconds: float = 5.0, most: int | None = None) -> Load:
    """As ``send``, in a process of its own."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(raw)
        command = [sys.executable, "-m", "tests.benchmarks.load", "--port", str(port), "--file", file.name]
        command += ["--connections", str(connections), "--seconds", str(seconds)]
        command += ["--most", str(most)] if most else []
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=seconds + 120)
    return Load(**json.loads(done.stdout))


def main() -> None:
    """Send what the arguments say and print what was found."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--port", type=int, required=True)
    given.add_argument("--file", type=Path, required=True)
    given.add_argument("--connections", type=int, default=8)
    given.add_argument("--seconds", type=float, default=5.0)
    given.add_argument("--most", type=int)
    asked = given.parse_args()
    found = send(asked.port, asked.file.read_bytes(), asked.connections, asked.seconds, asked.most)
    sys.stdout.write(json.dumps(found.__dict__))


if __name__ == "__main__":
    main()
