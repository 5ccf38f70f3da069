"""A Redis of one's own, for tests of what processes share."""

import fcntl
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import packages
from .errors import ServiceError
from .ports import LOOPBACK, free_ports, listens

_PROGRAMS = ("redis-server", "valkey-server")  # which are also the names of their Debian packages
_START_TIMEOUT = 60.0  # seconds
_REMEDY = "Install redis-server or valkey-server."


class RedisServer:
    """An empty server on a port of its own, which may be frozen, thawed, killed and started again."""

    def __init__(self, directory: Path) -> None:
        self.program, (self.port,) = find_program(), free_ports(1)
        self.url = f"redis://{LOOPBACK}:{self.port}/0"
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens. Raises ServiceError."""
        arguments = [self.program, "--port", str(self.port), "--bind", LOOPBACK, "--save", ""]
        self._process = subprocess.Popen([*arguments, "--dir", str(self._directory)], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + _START_TIMEOUT
        while not listens(self.port):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise ServiceError(f"{self.program} does not start.")
            time.sleep(0.02)

    def freeze(self) -> None:
        """It takes connections and answers nothing."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """It does what it was sent, and goes on."""
        self._send(signal.SIGCONT)

    def kill(self) -> None:
        """It is gone, with all that it held."""
        self._send(signal.SIGKILL)
        if self._process is not None:
            self._process.wait(10)

    def stop(self) -> None:
        """End it, frozen or not."""
        if self._process is not None and self._process.poll() is None:
            self.thaw()
            self._process.terminate()
            self._process.wait(10)

    def _send(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)


@contextmanager
def running_redis(directory: Path) -> Iterator[str]:
    """The address of an empty server, which ends with the block. Raises ServiceError when none is to be had."""
    server = RedisServer(directory)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def find_program() -> str:
    """The program, installed if that is possible; by one process at a time, as several workers of one run may need it.

    Raises ServiceError when there is none.
    """
    found, why_not = _installed_program(), ""
    if found is None:
        with (Path(tempfile.gettempdir()) / "wham-tests-redis.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            found = _installed_program()
            if found is None:
                why_not = packages.install_one_of(_PROGRAMS)
                found = _installed_program()
    if found is None:
        raise ServiceError(f"There is no Redis here. {_REMEDY}{why_not}")
    return found


def _installed_program() -> str | None:
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)
