"""Whether a worker of this machine or container works: ``python -m queues.alive search``; status 1 and a line if not.

Asks a file that the worker touches after each round, so that it costs next to nothing and does not depend on the database.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

LONGEST_ROUND = 300  # seconds


def file_of(name: str) -> Path:
    """The file that a kind of worker touches."""
    return Path(tempfile.gettempdir()) / f"wham-{name}.alive"


def touch(name: str) -> None:
    """A round has ended, well or not."""
    file_of(name).touch()


def problem(name: str) -> str | None:
    """What is wrong with a worker, or None."""
    try:
        age = time.time() - file_of(name).stat().st_mtime
    except FileNotFoundError:
        return f"The {name} worker has not ended a round yet."
    return f"The {name} worker ended its last round {age:.0f} s ago." if age > LONGEST_ROUND else None


def main() -> None:
    """For a health check."""
    found = problem(sys.argv[1])
    if found is not None:
        raise SystemExit(found)


if __name__ == "__main__":
    main()
