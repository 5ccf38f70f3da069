"""How fast the machine works just now: what is measured in seconds of CPU is more while others use the machine."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from graphql import parse

from tests.clients import library

LIBRARY = Path(library.__file__).with_name("library.graphql").read_text(encoding="utf-8")


@dataclass
class Pace:
    """What one and the same piece of work takes, now and at best."""

    best: float = float("inf")

    def now(self) -> float:
        """Seconds of CPU for that work just now."""
        began = time.process_time()
        parse(LIBRARY)
        took = time.process_time() - began
        self.best = min(self.best, took)
        return took


pace = Pace()  # of this process; its best is that of all tests so far
