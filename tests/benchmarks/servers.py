"""Real web servers for measurements, and what they and PostgreSQL use of the processor and of memory."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.services.ports import free_ports, listens

TICKS = os.sysconf("SC_CLK_TCK")
START = 90.0  # seconds that a server may take to start
WORKERS, THREADS = 2, 4
GUNICORN, GRANIAN = "gunicorn", "granian"


def cpu_of(pid: int) -> float:
    """CPU seconds that a process has used so far; 0 of one that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def children_of(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # ended meanwhile
            for child in map(int, task.read_text().split()):
                found += [child, *children_of(child)]
    return found


def memory_of(pid: int) -> float:
    """Resident memory of a process in MB, what it shares with others counted in part (PSS)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"The system does not tell the memory of process {pid}.")


@dataclass(frozen=True)
class Server:
    """A web server that runs."""

    port: int
    pid: int

    def cpu(self) -> float:
        """CPU seconds of all of its processes so far."""
        return sum(cpu_of(pid) for pid in (self.pid, *children_of(self.pid)))

    def memory(self) -> float:
        """Memory in MB of all of its processes; what they share counts once."""
        return sum(memory_of(pid) for pid in (self.pid, *children_of(self.pid)))


class Database:
    """PostgreSQL's processor time."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            assert row is not None
            status = Path(f"/proc/{row[0]}/stat").read_text().rsplit(")", 1)[1].split()
            self.postmaster = int(status[1])

    def cpu(self) -> float:
        """CPU seconds of all processes of the server so far, those that have ended included."""
        fields = Path(f"/proc/{self.postmaster}/stat").read_text().rsplit(")", 1)[1].split()
        ended = (int(fields[13]) + int(fields[14])) / TICKS
        return ended + cpu_of(self.postmaster) + sum(cpu_of(pid) for pid in children_of(self.postmaster))


@contextmanager
def running(
    server: str, application: str, environment: Mapping[str, str], config: str | None = None
) -> Iterator[Server]:
    """A WSGI application (``module:name``) on a server with two workers, which ends with the block."""
    (port,) = free_ports(1)
    if server == GUNICORN:
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
        command += [
            "--worker-class",
            "gthread",
            "--threads",
            str(THREADS),
            "--keep-alive",
            "30",
            "--log-level",
            "warning",
        ]
        command += ["--config", config or "/dev/null", application]
    else:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        command += [
            "--workers",
            str(WORKERS),
            "--blocking-threads",
            str(THREADS),
            "--no-ws",
            "--log-level",
            "warning",
            application,
        ]
    process = subprocess.Popen(command, env={**environment, "PORT": str(port), "WEB_HOST": "127.0.0.1"})
    try:
        deadline = time.monotonic() + START
        while not listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{server} did not start {application}.")
            time.sleep(0.1)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
