"""A line that fails as it is told to: between a browser and the site, or between the site and the library."""

from __future__ import annotations

import http.client
import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What becomes of a request that carries a key, and of its answer.
NEVER_LEFT = "network gone before the request"
HALF_SENT = "network gone while it was sent"
ANSWER_LOST = "network gone after the commit, before the answer"
HALF_ANSWERED = "network gone within the answer"
BAD_GATEWAY = "502, the request not passed on"
BAD_GATEWAY_AFTER = "502, after the commit"
LATE = "the site's time-out, after the commit"
TWICE = "sent twice at once"
PORTAL = "a page of somebody else with 200"
SIGNED_OUT = "signed out meanwhile"
BETWEEN = (NEVER_LEFT, HALF_SENT, ANSWER_LOST, HALF_ANSWERED, BAD_GATEWAY, BAD_GATEWAY_AFTER, TWICE, PORTAL, SIGNED_OUT)
PAGE = b"<!doctype html><title>Free wifi</title><p>Accept our terms."
Fault = Callable[["_Handler", bytes], None]


@dataclass
class Faults:
    """What is to go wrong with each key, and what did."""

    planned: dict[str, list[str]] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)  # with a key, by the first kind of their line
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, key: str, kinds: tuple[str, ...]) -> str:
        """The fault of this request, if it is one of these kinds; it happens once."""
        with self.lock:
            self.requests[kinds[0]] += 1
            planned = self.planned.get(key)
            if not planned or planned[0] not in kinds:
                return ""
            self.happened[planned[0]] += 1
            return planned.pop(0)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"
    server: Any

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        with suppress(OSError, http.client.HTTPException):
            if "/contribute/session" in self.path and random.random() < self.server.sessions_lost:
                self.cut()
            else:
                self.answer(*self.asked(b""))

    def do_POST(self) -> None:
        with suppress(OSError, http.client.HTTPException):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found = self.server.key.search(body)
            fault = self.server.faults.next(found[1].decode(), self.server.kinds) if found else ""
            FAULTS[fault](self, body)

    def asked(self, body: bytes, without: tuple[str, ...] = (), half: bool = False) -> tuple[int, list[Any], bytes]:
        """What the server behind says."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.target, timeout=60)
        try:
            line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in {"connection", *without}:
                    line.putheader(name, value)
            line.putheader("Connection", "close")
            line.endheaders(body[: len(body) // 2] if half else body)
            if half:
                return 0, [], b""
            got = line.getresponse()
            return got.status, got.getheaders(), got.read()
        finally:
            line.close()

    def answer(self, status: int, headers: list[Any], body: bytes, most: int | None = None) -> None:
        """Pass an answer on, all of it or its first bytes."""
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:most])
        if most is not None:
            self.cut()

    def cut(self) -> None:
        """End the connection as a network does that is gone."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _lost(handler: _Handler, body: bytes) -> None:
    handler.asked(body)
    handler.cut()


def _half_sent(handler: _Handler, body: bytes) -> None:
    handler.asked(body, half=True)
    handler.cut()


def _half_answered(handler: _Handler, body: bytes) -> None:
    status, headers, text = handler.asked(body)
    handler.answer(status, headers, text, most=len(text) // 2)


def _gateway_after(handler: _Handler, body: bytes) -> None:
    handler.asked(body)
    handler.answer(502, [("Content-Type", "text/html")], PAGE)


def _twice(handler: _Handler, body: bytes) -> None:
    other = threading.Thread(target=lambda: handler.asked(body))
    other.start()
    found = handler.asked(body)
    other.join()
    handler.answer(*found)


def _late(handler: _Handler, body: bytes) -> None:
    handler.asked(body)
    time.sleep(handler.server.late)
    handler.cut()


FAULTS: dict[str, Fault] = {
    "": lambda handler, body: handler.answer(*handler.asked(body)),
    NEVER_LEFT: lambda handler, body: handler.cut(),
    HALF_SENT: _half_sent,
    ANSWER_LOST: _lost,
    HALF_ANSWERED: _half_answered,
    BAD_GATEWAY: lambda handler, body: handler.answer(502, [("Content-Type", "text/html")], PAGE),
    BAD_GATEWAY_AFTER: _gateway_after,
    TWICE: _twice,
    LATE: _late,
    PORTAL: lambda handler, body: handler.answer(200, [("Content-Type", "text/html")], PAGE),
    SIGNED_OUT: lambda handler, body: handler.answer(*handler.asked(body, without=("cookie",))),
}


@contextmanager
def failing_line(
    target: int, faults: Faults, kinds: tuple[str, ...], key: str, sessions_lost: float = 0.0, late: float = 0.0
) -> Iterator[int]:
    """A port that leads to another, with faults of these kinds for what has a key: a pattern whose group is the key."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    vars(server).update(
        target=target, faults=faults, kinds=kinds, key=re.compile(key.encode()), sessions_lost=sessions_lost, late=late
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
