"""The site as a process of its own, and a line to the library that can be cut."""

from __future__ import annotations

import html.parser
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Page:
    """What the site answered."""

    status: int
    text: str
    headers: dict[str, str]
    url: str


@dataclass
class Line:
    """A port that passes everything on to another until it is cut."""

    target: int
    port: int = 0
    whole: bool = True
    pairs: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Nothing goes through any more."""
        self.whole = False
        for one in self.pairs:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Everything goes through again."""
        self.whole = True

    def close(self) -> None:
        """End it."""
        self.cut()
        self.listener.close()
        for one in self.pairs:
            one.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self.listener.accept()
                if not self.whole:
                    caller.close()
                    continue
                other = socket.create_connection(("127.0.0.1", self.target))
                self.pairs += [caller, other]
                for one, two in ((caller, other), (other, caller)):
                    threading.Thread(target=self._pass_on, args=(one, two), daemon=True).start()

    @staticmethod
    def _pass_on(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


@dataclass
class Site:
    """A running site."""

    url: str

    def get(self, path: str, **headers: str) -> Page:
        """What it answers at a path; redirects are not followed."""
        request = urllib.request.Request(path if path.startswith("http") else f"{self.url}{path}", headers=headers)
        try:
            with _OPENER.open(request, timeout=PATIENCE) as answer:
                return Page(
                    answer.status,
                    answer.read().decode(errors="replace"),  # pictures too
                    {name.lower(): value for name, value in answer.headers.items()},
                    answer.url,
                )
        except urllib.error.HTTPError as error:
            with error:
                return Page(
                    error.code,
                    error.read().decode(),
                    {name.lower(): value for name, value in error.headers.items()},
                    request.full_url,
                )

    def becomes(self, path: str, word: str, within: float = PATIENCE) -> Page:
        """The page once it says a word. Fails when it does not within so many seconds."""
        deadline = time.monotonic() + within
        while word not in (found := self.get(path)).text:
            assert time.monotonic() < deadline, f"{path} does not say {word!r}"
            time.sleep(0.2)
        return found


class _Unfollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Unfollowed())


@contextmanager
def running(library: str, site_port: socket.socket, media: str | None = None, **settings: str) -> Iterator[Site]:
    """The site on a listening socket, as a client of a library. Ends with the block."""
    descriptor = site_port.fileno()
    reached = media or library
    environment = {**os.environ, "API_URL": f"{library}/graphql/", "MEDIA_ORIGINS": reached, "API_TIMEOUT": "60"}
    environment |= {"EDITORS_URL": f"{reached}/admin/", **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "web", "--fd", str(descriptor)], cwd=ROOT, env=environment, pass_fds=(descriptor,)
    )
    try:
        site = Site(f"http://localhost:{site_port.getsockname()[1]}")
        deadline = time.monotonic() + PATIENCE
        while True:
            with suppress(urllib.error.URLError, OSError):
                if site.get("/healthz").status == 200:
                    break
            assert process.poll() is None, "the site ended by itself"
            assert time.monotonic() < deadline, "the site does not answer"
            time.sleep(0.1)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


class _Links(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "href" and value and tag in {"a", "link"}]


def links(page: Page) -> list[str]:
    """Where a page leads to."""
    parser = _Links()
    parser.feed(page.text)
    return parser.found
