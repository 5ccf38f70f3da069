"""Sending one message: to a checked address, within a time, with no redirect, and with no look at what is answered but its status.

urllib3 does the HTTP. The connection is made to the address that was checked, while TLS and ``Host`` go by the name; so a name server that
answers differently the second time is not asked a second time. (Libraries that promise the same were looked at: ``advocate`` has had no
release since 2020, ``safehttpx`` only reads and is for asyncio, ``ssrfguard`` is a few months old.)
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from webhooks.addresses import RejectedAddress, Target, resolve

CONNECT_WITHIN = 5.0  # seconds
WAIT_FOR_ANSWER = 10.0  # seconds between two pieces of it
TOTAL = 15.0  # seconds from the first packet to the last
MOST_ADDRESSES = 3  # of a name, tried one after the other
MOST_READ = 4096  # bytes of the answer's body, which are thrown away
TOO_LONG = "it took too long"


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt. ``error`` is a few words for administrators, and empty where the receiver took the message."""

    status: int | None
    error: str
    retry_after: int | None = None  # seconds that the receiver asks for

    @property
    def is_success(self) -> bool:
        """Whether the receiver has the message."""
        return not self.error


class Deadline:
    """Ends a connection when its time is up, however slowly it drips."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.passed = False

    def watch(self, connected: socket.socket) -> None:
        """Watch this connection; a duplicate, because TLS takes the original over."""
        with self._lock:
            self._socket = connected.dup()
        if self.passed:
            self._end()

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            if self._socket is not None:
                try:
                    self._socket.shutdown(socket.SHUT_RDWR)
                except OSError:
                    return  # it has ended by itself

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._timer.cancel()
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None


def connection_pool(target: Target, address: str, deadline: Deadline) -> HTTPConnectionPool:
    """A pool whose one connection goes to ``address`` and is watched."""
    timeout = urllib3.Timeout(connect=CONNECT_WITHIN, read=WAIT_FOR_ANSWER)
    common: dict[str, Any] = {"port": target.port, "timeout": timeout, "maxsize": 1, "retries": False}
    pool: HTTPConnectionPool
    if target.scheme == "https":
        context = ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or None)
        pool = HTTPSConnectionPool(address, ssl_context=context, server_hostname=target.host, **common)
        pool.ConnectionCls = _watched(HTTPSConnection, deadline)
    else:
        pool = HTTPConnectionPool(address, **common)
        pool.ConnectionCls = _watched(HTTPConnection, deadline)
    return pool


def _watched(base: type[Any], deadline: Deadline) -> type[Any]:
    class Watched(base):
        def _new_conn(self) -> socket.socket:
            connected: socket.socket = super()._new_conn()
            deadline.watch(connected)
            return connected

    return Watched


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Send a message once. Never raises for what the receiver, its name or the network does; takes ``TOTAL`` seconds and the name server's."""
    try:
        target = Target.of(url)
        addresses = resolve(target)
    except RejectedAddress as refused:
        return Outcome(None, f"not sent: {refused}")
    with Deadline(TOTAL) as deadline:
        outcome = Outcome(None, "it could not be reached")
        for address in addresses[:MOST_ADDRESSES]:
            try:
                with _answer(target, address, body, headers, deadline) as answer:
                    # A connection that was ended in the middle of the headers looks like one that had no more of them.
                    if deadline.passed:
                        return Outcome(None, TOO_LONG)
                    outcome = _judged(answer)
                    # The status counts, whatever becomes of the rest.
                    with suppress(HTTPError):
                        answer.read(MOST_READ, decode_content=False)
                    return outcome
            except HTTPError as error:
                outcome = Outcome(None, TOO_LONG if deadline.passed else reason_of(error))
                # Nothing was sent yet: a machine may have one kind of address that does not work from here.
                if deadline.passed or not isinstance(error, NewConnectionError | ConnectTimeoutError):
                    return outcome
        return outcome


@contextmanager
def _answer(
    target: Target, address: str, body: bytes, headers: Mapping[str, str], deadline: Deadline
) -> Iterator[urllib3.BaseHTTPResponse]:
    with connection_pool(target, address, deadline) as pool:
        answer = pool.urlopen(
            "POST",
            target.path,
            body=body,
            headers={
                **headers,
                "Host": target.host_header,
                "Content-Type": "application/json",
                "User-Agent": "wham-webhooks/1",
            },
            redirect=False,
            retries=False,
            assert_same_host=False,
            preload_content=False,
        )
        try:
            yield answer
        finally:
            answer.close()  # never back into the pool: there may be more of the body than was read


def _judged(answer: urllib3.BaseHTTPResponse) -> Outcome:
    if 200 <= answer.status < 300:
        return Outcome(answer.status, "")
    asked = answer.headers.get("Retry-After", "")
    retry_after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else None
    if 300 <= answer.status < 400:
        return Outcome(answer.status, "it redirects, which is not followed: give the address that it leads to")
    return Outcome(answer.status, f"it answered {answer.status}", retry_after)


def reason_of(error: HTTPError) -> str:
    """A few words that say nothing of our network, nor repeat what a receiver sent."""
    kinds: tuple[tuple[type[HTTPError], str], ...] = (
        (NewConnectionError, "it could not be reached"),  # a kind of the next one
        (ConnectTimeoutError, "it could not be reached in time"),
        (ReadTimeoutError, "it did not answer in time"),
        (SSLError, "its certificate is not valid for its name, or it speaks no modern TLS"),
        (ProtocolError, "it closed the connection, or does not speak HTTP"),
    )
    return next((words for kind, words in kinds if isinstance(error, kind)), "it could not be understood")
