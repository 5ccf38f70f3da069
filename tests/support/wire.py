"""A wire between a client and a server on this machine, which may be cut, hang or be slow."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress


class Wire:
    """Listens on a port of its own and passes on what comes, both ways, until it is told otherwise."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.delay = 0.0  # seconds before each piece of an answer is passed on
        self._open = threading.Event()
        self._open.set()
        self._ends: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def hang(self) -> None:
        """Take everything and pass nothing on."""
        self._open.clear()

    def cut(self) -> None:
        """End every connection, and each new one at once."""
        self.is_cut = True
        for end in list(self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def heal(self) -> None:
        """Pass everything on again, what was held back too."""
        self.is_cut, self.delay = False, 0.0
        self._open.set()

    def close(self) -> None:
        """End it."""
        self.heal()
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if self.is_cut:
                    near.close()
                    continue
                try:
                    far = socket.create_connection(("127.0.0.1", self.to))
                except OSError:
                    near.close()
                    continue
                self._ends |= {near, far}
                for one, other, answers in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._pass, args=(one, other, answers), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self._open.wait()
                if answers and self.delay:
                    time.sleep(self.delay)
                other.sendall(data)
        for end in (one, other):
            self._ends.discard(end)
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
