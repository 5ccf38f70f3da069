"""A server that takes connections and never says a word."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class SilentServer:
    """Who connects to it waits until they give up; it knows how many did."""

    def __init__(self, listening: socket.socket) -> None:
        listening.setblocking(False)
        self._listening = listening
        self._taken: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"

    def connections(self) -> int:
        """How many connections were made to it so far."""
        with suppress(BlockingIOError):
            while True:
                self._taken.append(self._listening.accept()[0])
        return len(self._taken)

    def close(self) -> None:
        """Hang up."""
        for one in self._taken:
            one.close()


@contextmanager
def silent_server() -> Iterator[SilentServer]:
    """One on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = SilentServer(listening)
        try:
            yield server
        finally:
            server.close()
