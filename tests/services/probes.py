"""Whether a server answers, asked in its own protocol and without a client library."""

import base64
import json
import socket
import struct
import time
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from .errors import ServiceError
from .interrupts import pause

POSTGRES_SCHEMES = frozenset({"postgres", "postgresql", "postgis", "pgsql", "psql"})
_PROTOCOL_3_0 = 196608  # major version 3 in the upper 16 bits
_CANNOT_CONNECT_NOW = b"57P03"  # SQLSTATE while starting, stopping or recovering

# No proxy from the environment: a test server is near, and elasticsearch-py uses none either.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _assume_running() -> bool:
    return True


def check_postgres(url: str, timeout: float = 10, is_running: Callable[[], bool] = _assume_running) -> None:
    """Return once the PostgreSQL server at ``url`` accepts connections.

    Only that is asked, as pg_isready does; a wrong password or database shows when it is used.
    Raises ServiceError when it does not within ``timeout`` seconds, when ``is_running`` says that
    waiting is vain, or when ``url`` is not one of PostgreSQL.
    """
    parts = urlsplit(url)
    if parts.scheme not in POSTGRES_SCHEMES:
        raise ServiceError(f"DATABASE_URL is not a PostgreSQL URL: it begins with {parts.scheme}:.")
    host, port = unquote(parts.hostname or "localhost"), parts.port or 5432
    user = unquote(parts.username or "postgres")
    deadline = time.monotonic() + timeout
    while True:
        try:
            if _postgres_accepts(host, port, user):
                return
            problem = "it is still starting"
        except OSError as error:
            problem = str(error)
        if time.monotonic() > deadline or not is_running():
            raise ServiceError(f"No PostgreSQL accepts connections at {host}:{port}: {problem}.")
        pause(0.1)


def _postgres_accepts(host: str, port: int, user: str) -> bool:
    """Begin a connection; see "Message Flow: Start-up" in PostgreSQL's manual."""
    with _connect(host, port) as connection:
        body = struct.pack("!I", _PROTOCOL_3_0) + b"user\0" + user.encode() + b"\0\0"
        connection.sendall(struct.pack("!I", len(body) + 4) + body)
        kind = connection.recv(1)
        # "R" asks for authentication; an error other than "not now" also shows a running server.
        if kind == b"R":
            return True
        if kind != b"E":
            raise OSError("what answers there is not PostgreSQL")
        return _CANNOT_CONNECT_NOW not in connection.recv(4096)


def _connect(host: str, port: int) -> socket.socket:
    if not host.startswith("/"):
        return socket.create_connection((host, port), timeout=5)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(5)
    try:
        connection.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        connection.close()
        raise
    return connection


def check_elasticsearch(url: str, timeout: float = 30, is_running: Callable[[], bool] = _assume_running) -> None:
    """Return once the cluster at ``url`` is yellow or green.

    Raises ServiceError when it is not within ``timeout`` seconds, or when ``is_running`` says that
    waiting is vain.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            health = get_json(url, "/_cluster/health?wait_for_status=yellow&timeout=1s")
            if health.get("status") in {"yellow", "green"}:
                return
            problem = f"the cluster's status is {health.get('status')}"
        except (OSError, ValueError) as error:
            problem = str(error)
        if time.monotonic() > deadline or not is_running():
            raise ServiceError(f"No Elasticsearch answers at {without_secrets(url)}: {problem}.")
        pause(0.2)


def get_json(url: str, path: str, timeout: float = 5) -> dict[str, Any]:
    """Return the JSON object that ``url`` + ``path`` answers with.

    Raises OSError when nothing or an HTTP error answers, ValueError when it is not a JSON object.
    """
    parts = urlsplit(url)
    address = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", "", ""))
    request = urllib.request.Request(address + parts.path.rstrip("/") + path)
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
    with _opener.open(request, timeout=timeout) as response:
        answer = json.load(response)
    if not isinstance(answer, dict):
        raise ValueError(f"{path} answered no JSON object")  # noqa: TRY004 (data, not an argument)
    return answer


def without_secrets(url: str) -> str:
    """Return ``url`` without user and password, to print it."""
    parts = urlsplit(url)
    if not parts.netloc:
        return url
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
