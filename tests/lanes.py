"""The lanes of the tests: ``fast`` is what every change must pass, ``slow`` what takes long, ``thorough`` what is
looked for by chance and finds more the longer it looks, ``coverage`` what is run. A few tests that failed are run again
alone: what passes then is named as unsteady, and has not failed (docs/decisions/0039).

``python -m tests.lanes fast`` runs on SQLite what differs by database, and everything on real PostgreSQL and
Elasticsearch. Further arguments go to pytest. A lane has a budget of time; one that takes two and a half times as long
has failed, though every test has passed: less would fail a change for a machine that others keep busy. ``coverage`` is
the fast lane once more, which takes twice as long because it measures which lines and branches of the product run, and
lists those that do not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TESTS_FAILED, NO_TESTS_COLLECTED = 1, 5  # pytest's exit codes
FEW = 4  # tests that may have failed by chance; more have not
OVERRUN = 2.5
WORKERS = ("-n", os.environ.get("PYTEST_WORKERS", "auto"), "--maxprocesses", "4", "--dist", "worksteal")
COVERAGE = Path(".coverage")


@dataclass(frozen=True)
class Part:
    """One run of pytest: which tests, on which database."""

    name: str
    marks: str
    services: bool  # PostgreSQL and Elasticsearch; else SQLite

    def run(self, arguments: Sequence[str]) -> int:
        """Run it; gives pytest's exit code, or that of services that could not be had."""
        say(f"== {self.name}")
        with tempfile.TemporaryDirectory() as memory:
            keeping = ["-o", f"cache_dir={memory}"]
            code = self._run([*WORKERS, "--durations=25", *keeping, *arguments])
            failed = failures_in(Path(memory))
            if code != TESTS_FAILED or not 0 < len(failed) <= FEW:
                return code
            say(f"== {self.name}: what failed, alone")
            again = self._run(["--last-failed", *keeping, *arguments])
        if again == 0:
            say("UNSTEADY, failed among others and passed alone; each is a fault to be mended:")
            for one in failed:
                say(f"  {one}")
        return again

    def _run(self, arguments: Sequence[str]) -> int:
        command = [sys.executable, "-m", "pytest", "-m", self.marks, *arguments]
        environment = dict(os.environ)
        if self.services:
            command = [sys.executable, "-m", "tests.services", "run", "--", *command]
        else:
            for name in ("DATABASE_URL", "ELASTICSEARCH_URL"):
                environment.pop(name, None)
        return subprocess.run(command, env=environment, check=False).returncode


@dataclass(frozen=True)
class Lane:
    """Parts that are run one after the other, whatever came of those before, and the minutes that all may take."""

    minutes: int
    parts: tuple[Part, ...]
    covers: bool = False  # measures coverage


FAST = (
    Part("on SQLite", "differs_by_database and not (slow or postgres or elasticsearch)", services=False),
    Part("on PostgreSQL and Elasticsearch", "not slow", services=True),
)
LANES = {
    "fast": Lane(12, FAST),
    "coverage": Lane(25, FAST, covers=True),
    "slow": Lane(20, (Part("on PostgreSQL and Elasticsearch", "slow and not thorough", services=True),)),
    "thorough": Lane(30, (Part("on PostgreSQL and Elasticsearch", "thorough", services=True),)),
}


def failures_in(memory: Path) -> list[str]:
    """The tests that failed in the run of pytest whose cache this is."""
    found = memory / "v" / "cache" / "lastfailed"
    return sorted(json.loads(found.read_text())) if found.exists() else []


def say(line: str) -> None:
    """Tell the person at the terminal, before what a part prints."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(lane: Lane, arguments: Sequence[str]) -> int:
    """Run a lane; gives the exit code of the first part that failed, 1 for a lane that took too long, else 0.

    A part in which the further arguments leave no test has not failed, unless that is so of all.
    """
    if lane.covers:
        COVERAGE.unlink(missing_ok=True)
        arguments = ["--cov", "--cov-append", "--cov-report=", *arguments]
    began = time.monotonic()
    codes = [part.run(arguments) for part in lane.parts]
    minutes = (time.monotonic() - began) / 60
    if lane.covers and COVERAGE.exists():
        say("== what of the product no test runs")
        codes.append(subprocess.run([sys.executable, "-m", "coverage", "report"], check=False).returncode)
    say(f"== {minutes:.1f} minutes of {lane.minutes}")
    failed = [code for code in codes if code not in {0, NO_TESTS_COLLECTED}]
    if failed:
        say("FAILED: see the failures above")
        return failed[0]
    if all(code == NO_TESTS_COLLECTED for code in codes):
        return NO_TESTS_COLLECTED
    if minutes > lane.minutes * OVERRUN:
        say(f"FAILED: the lane may take {lane.minutes * OVERRUN:.0f} minutes at most; see the slowest tests above")
        return 1
    return 0


def main() -> int:
    """Run the lane that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lane", choices=LANES)
    chosen, arguments = parser.parse_known_args()
    return run(LANES[chosen.lane], arguments)


if __name__ == "__main__":
    sys.exit(main())
