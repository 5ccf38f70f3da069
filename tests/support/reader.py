"""Somebody who asks the same again and again, in a process of their own: ``python -m tests.support.reader``.

Reads one JSON object from standard input, ``{"query", "variables", "until", "log"}``, and asks until the file ``until``
is there. Each answer is a line of the file ``log``: when it was asked for and had, by the machine's one clock, its
body, and whether Django was asked.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django

PAUSE = 0.01  # seconds between two questions


def main() -> None:
    """Ask until told to stop."""
    django.setup()
    from tests.support.front import FrontClient

    asked = json.load(sys.stdin)
    until, client = Path(asked["until"]), FrontClient()
    with Path(asked["log"]).open("w", buffering=1) as log:
        while not until.exists():
            began = time.monotonic()
            answer = client.ask(asked["query"], **asked["variables"])
            log.write(json.dumps([began, time.monotonic(), answer.json(), answer.by_django]) + "\n")
            time.sleep(PAUSE)


if __name__ == "__main__":
    main()
