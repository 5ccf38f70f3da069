"""Caches before the platform: a small one that keeps to RFC 9111 and RFC 9110 (``Vary``) and knows keys,
and a real Varnish with the VCL of the manual."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.services.ports import free_ports
from tests.support.patience import PATIENCE

VCL = Path(__file__).resolve().parents[2] / "docs" / "operators" / "varnish.vcl"
VARNISHD = shutil.which("varnishd") or shutil.which("varnishd", path="/usr/sbin:/usr/local/sbin")
FOR_THE_CACHE = {"surrogate-control", "xkey"}
HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "date", "server"}


@dataclass(frozen=True)
class Stored:
    """A cached response, and for which requests."""

    vary: dict[str, str]
    headers: list[tuple[str, str]]
    body: bytes
    until: float
    keys: frozenset[str]


@dataclass
class Cache:
    """Where the cache is, and what it keeps (the small one's own count; Varnish does not tell)."""

    url: str
    stored: dict[str, list[Stored]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    before_storing: Any = None  # called with an answer that is about to be kept


def lifetime(headers: dict[str, str]) -> int:
    """Seconds that the cache may keep an answer."""
    said = headers.get("surrogate-control") or headers.get("cache-control", "")
    if re.search(r"no-store|no-cache|private", said):
        return 0
    for directive in ("s-maxage", "max-age"):
        found = re.search(rf"\b{directive}=(\d+)", said)
        if found:
            return int(found[1])
    return 0


@contextmanager
def small_cache(origin: str) -> Iterator[Cache]:
    """A cache on a free port of this machine, before the server at ``origin``."""
    target = urlsplit(origin)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = {name.lower(): value for name, value in self.headers.items()}
            key = f"{asked.get('host')}{self.path}"
            with cache.lock:
                for one in cache.stored.get(key, []):
                    if one.until > time.time() and all(
                        asked.get(name, "") == value for name, value in one.vary.items()
                    ):
                        self.give(200, [*one.headers, ("X-Cache", "hit")], one.body)
                        return
            connection = http.client.HTTPConnection(target.hostname or "", target.port)
            connection.request("GET", self.path, headers=asked)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            given = [
                (name, value) for name, value in answer.getheaders() if name.lower() not in FOR_THE_CACHE | HOP_BY_HOP
            ]
            seconds = lifetime(headers)
            if answer.status == 200 and seconds:
                vary = {
                    name: asked.get(name, "") for name in re.split(r",\s*", headers.get("vary", "").lower()) if name
                }
                stored = Stored(vary, given, body, time.time() + seconds, frozenset(headers.get("xkey", "").split()))
                if cache.before_storing is not None:
                    cache.before_storing(stored)
                with cache.lock:
                    cache.stored.setdefault(key, []).append(stored)
            self.give(answer.status, [*given, ("X-Cache", "miss")], body)

        def do_PURGE(self) -> None:
            keys = set(self.headers.get("xkey-purge", "").split())
            with cache.lock:
                if not keys:
                    cache.stored.pop(f"{self.headers['Host']}{self.path}", None)
                for path, variants in cache.stored.items():
                    cache.stored[path] = [one for one in variants if not ({"*"} & keys or one.keys & keys)]
            self.give(200, [("Content-Length", "0")], b"")

        def give(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    cache = Cache(f"http://localhost:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield cache
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def varnish(origin: str, folder: Path) -> Iterator[Cache]:
    """A real Varnish with the VCL that operators are given, before the server at ``origin``."""
    target, (port,) = urlsplit(origin), free_ports(1)
    vcl = VCL.read_text().replace('.host = "web";', f'.host = "{target.hostname}";')
    vcl = vcl.replace('.port = "8000";', f'.port = "{target.port}";')
    file = folder / "test.vcl"
    file.write_text(vcl)
    assert VARNISHD is not None
    command = [
        VARNISHD,
        "-F",
        "-j",
        "none",
        "-n",
        str(folder / "varnish"),
        "-a",
        f"127.0.0.1:{port}",
        "-f",
        str(file),
        "-s",
        "malloc,64m",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            _wait_for(process, port)
            yield Cache(f"http://localhost:{port}")
        finally:
            process.terminate()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        assert process.poll() is None, process.stdout.read().decode() if process.stdout else ""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("PURGE", "/", headers={"xkey-purge": "none"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("Varnish did not start")
