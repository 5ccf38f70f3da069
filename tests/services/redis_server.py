"""A Redis of one's own, for tests of what processes share."""

import fcntl
import shutil
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
_START_TIMEOUT = 10.0  # seconds
_REMEDY = "Install redis-server or valkey-server."


@contextmanager
def running_redis(directory: Path) -> Iterator[str]:
    """The address of an empty server, which ends with the block. Raises ServiceError when none is to be had."""
    program, (port,) = find_program(), free_ports(1)
    arguments = [program, "--port", str(port), "--bind", LOOPBACK, "--save", "", "--dir", str(directory)]
    server = subprocess.Popen(arguments, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _START_TIMEOUT
        while not listens(port):
            if time.monotonic() > deadline or server.poll() is not None:
                raise ServiceError(f"{program} does not start.")
            time.sleep(0.02)
        yield f"redis://{LOOPBACK}:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


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
