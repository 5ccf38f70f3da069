"""Starting processes so that they can always be ended again."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .accounts import Account
from .errors import ServiceError
from .interrupts import check

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
# Loaded here because a child between fork and exec should load nothing.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

# Kept so that they are collected when they end, whoever started them and dropped the handle.
_children: "list[subprocess.Popen[bytes]]" = []


@dataclass(frozen=True)
class ProcessGroup:
    """A process started here and all its descendants that stayed in its group.

    ``started`` tells the leader from a later process that happens to get the same number.
    """

    pid: int
    started: str

    @classmethod
    def of(cls, process: "subprocess.Popen[bytes]") -> "ProcessGroup":
        """Return the group that ``process``, started by :func:`spawn`, leads."""
        return cls(process.pid, _start_time(process.pid))

    def is_alive(self) -> bool:
        """Whether any process of the group still runs; zombies do not count."""
        _collect_ended_children()
        if _start_time(self.pid) not in {self.started, ""}:
            return False
        return any(group == self.pid for _, group in _running())

    def send(self, signum: signal.Signals) -> None:
        """Send ``signum`` to every process of the group; none left is no error."""
        if _start_time(self.pid) not in {self.started, ""}:
            return  # the number has gone to another process, so ours has ended
        try:
            os.killpg(self.pid, signum)
        except ProcessLookupError:
            return

    def end(self, signum: signal.Signals, grace: float) -> None:
        """Send ``signum``, wait up to ``grace`` seconds, then kill what is left.

        On return no process of the group runs. Raises ServiceError if one survives even that.
        """
        self.send(signum)
        if not self._gone_within(grace):
            self.send(signal.SIGKILL)
            if not self._gone_within(10):
                raise ServiceError(f"Process group {self.pid} does not end, even when killed.")

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    account: Account,
    env: Mapping[str, str],
    cwd: Path,
    death_signal: signal.Signals | None,
) -> "subprocess.Popen[bytes]":
    """Start ``command`` as ``account`` in a session of its own, its output going to ``log``.

    A terminal's Ctrl-C does not reach it: the parent decides when it ends. With ``death_signal``
    Linux sends it that signal when the parent dies, however that happens.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(env),
            start_new_session=True,
            preexec_fn=die_with_parent(death_signal),
            **account.popen_identity(),
        )
    _children.append(process)
    return process


def die_with_parent(signum: signal.Signals | None) -> Callable[[], None] | None:
    """Return what a child must call before exec to get ``signum`` when this process dies.

    None where that cannot be had: not on Linux, and not off the main thread, because Linux counts
    the end of the thread that forked as the parent's death.
    """
    libc = _LIBC
    if signum is None or libc is None:
        return None
    if threading.current_thread() is not threading.main_thread():
        return None
    number = int(signum)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)

    return ask


def run_tool(
    command: Sequence[str],
    *,
    cwd: Path,
    timeout: float,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> str:
    """Run ``command`` to its end and return what it printed.

    Raises ServiceError with the end of its output when it fails or takes more than ``timeout``
    seconds, and Interrupted when a signal comes; the tool and its children are ended then.
    """
    process = subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        env=None if env is None else dict(env),
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
        **(account or Account()).popen_identity(),
    )
    group = ProcessGroup.of(process)
    chunks: list[bytes] = []
    # A thread, because the main one must keep looking for signals while the tool runs.
    reader = threading.Thread(target=lambda: chunks.append(process.communicate(stdin)[0]))
    reader.start()
    deadline = time.monotonic() + timeout
    try:
        while reader.is_alive():
            reader.join(0.1)
            check()
            if time.monotonic() > deadline:
                raise ServiceError(f"{command[0]} did not end within {timeout:.0f} seconds.")
    finally:
        if reader.is_alive():
            group.end(signal.SIGTERM, grace=5)
            reader.join()
    output = b"".join(chunks).decode(errors="replace")
    if process.returncode != 0:
        raise ServiceError(f"`{' '.join(command)}` failed with code {process.returncode}:\n{tail(output)}")
    return output


def tail(text: str, lines: int = 20) -> str:
    """Return the last ``lines`` lines of ``text``, indented, for an error message."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-lines:])


def _collect_ended_children() -> None:
    _children[:] = [child for child in _children if child.poll() is None]


def _start_time(pid: int) -> str:
    """Return when ``pid`` was started, in whatever unit the system has; empty if it is gone."""
    if sys.platform == "linux":
        fields = _stat(pid)
        return fields[19] if fields else ""
    done = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _stat(pid: int) -> list[str]:
    """Return /proc/PID/stat from its third field (the state) on, or nothing; see proc(5)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    # The second field is the program's name in brackets, and may hold spaces and brackets itself.
    return text.rpartition(")")[2].split()


def _running() -> list[tuple[int, int]]:
    """Return (process, process group) of every process that is not a zombie.

    Zombies are left out because in a container the first process may never collect them.
    """
    if sys.platform == "linux":
        found = [(int(name), _stat(int(name))) for name in os.listdir("/proc") if name.isdigit()]
        return [(pid, int(stat[2])) for pid, stat in found if stat and not _has_ended(stat)]
    done = subprocess.run(["ps", "-axo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()]
    return [(int(pid), int(group)) for pid, group, state in rows if not state.startswith("Z")]


def _has_ended(stat: list[str]) -> bool:
    """Whether the process is a zombie and its other threads, which may hold files, are gone too."""
    state, threads = stat[0], int(stat[17])
    return state in "ZX" and threads <= 1
