"""A PostgreSQL server of one's own, from the programs that the system has."""

import re
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import packages
from .accounts import Account
from .errors import ServiceError
from .ports import LOOPBACK, free_ports
from .probes import check_postgres
from .processes import ProcessGroup, run_tool, spawn, tail

NAME = "wham"  # of the superuser and of the database
_START_ATTEMPTS = 3
_START_TIMEOUT = 120
# A socket's path must fit in sockaddr_un: 108 bytes on Linux, 104 on macOS, one of them a NUL.
_LONGEST_SOCKET_PATH = 103
_REMEDY = (
    "Install it (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17), "
    "or set DATABASE_URL to a running server."
)

# The data are thrown away at the end: never wait for a disk, and take little memory.
_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True)
class PostgresServer:
    """A running server; ``url`` is for a superuser, so that tests can make databases."""

    url: str
    group: ProcessGroup


def stop_postgres(group: ProcessGroup) -> None:
    """End the server led by ``group``, without care for its data.

    SIGQUIT makes the postmaster take its children with it, which are not in its process group.
    """
    group.end(signal.SIGQUIT, grace=15)


def start_postgres(directory: Path, account: Account, *, outlive_parent: bool = False) -> PostgresServer:
    """Start a server on a fresh database cluster below ``directory``, which ``account`` owns.

    It answers on return. Raises ServiceError when PostgreSQL is not to be had or does not start.
    """
    programs = find_programs()
    password = secrets.token_urlsafe(16)
    data = _initialise(programs, directory, account, password)
    for attempt in range(1, _START_ATTEMPTS + 1):
        log = directory / f"postgres-{attempt}.log"
        try:
            return _start_once(programs, data, password, log, account, outlive_parent)
        except ServiceError:
            text = log.read_text(errors="replace")
            # Another program may have taken the port first: then once more, with another port.
            if "could not bind" not in text or attempt == _START_ATTEMPTS:
                raise ServiceError(f"PostgreSQL does not start:\n{tail(text)}") from None
    raise AssertionError("unreachable: the last attempt returns or raises")


def _start_once(
    programs: Path, data: Path, password: str, log: Path, account: Account, outlive_parent: bool
) -> PostgresServer:
    port = free_ports(1)[0]
    url = f"postgresql://{NAME}:{password}@{LOOPBACK}:{port}/{NAME}"
    process = _launch(programs, data, port, log, account, outlive_parent)
    group = ProcessGroup.of(process)
    try:
        check_postgres(url, _START_TIMEOUT, is_running=lambda: process.poll() is None)
    except BaseException:
        stop_postgres(group)
        raise
    return PostgresServer(url, group)


def find_programs() -> Path:
    """Return the directory of initdb and postgres, installing them if that is possible.

    Raises ServiceError when they are not to be had.
    """
    found, why_not = _installed_programs(), ""
    if found is None:
        why_not = packages.install_one_of(["postgresql"])
        found = _installed_programs()
    if found is None:
        raise ServiceError(f"PostgreSQL is not installed. {_REMEDY}{why_not}")
    return found


def _installed_programs() -> Path | None:
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path is not None else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(debian, key=lambda path: _major(path.parent.name), reverse=True)
    for directory in candidates:
        if all((directory / name).is_file() for name in ("initdb", "postgres")):
            return directory
    return None


def _major(name: str) -> int:
    number = re.match(r"\d+", name)
    return int(number[0]) if number else 0


def _initialise(programs: Path, directory: Path, account: Account, password: str) -> Path:
    data = directory / "data"
    secret = directory / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    account.give(directory)
    command = [str(programs / "initdb"), "--pgdata", str(data), "--username", NAME]
    command += ["--pwfile", str(secret), "--auth", "scram-sha-256", "--no-sync"]
    command += ["--encoding", "UTF8", "--locale", _locale()]
    run_tool(command, cwd=directory, timeout=120, account=account)
    secret.unlink()
    # In single-user mode, because not every installation has the client programs too.
    single = [str(programs / "postgres"), "--single", "-F", "-D", str(data), "postgres"]
    statement = f"CREATE DATABASE {NAME}\n".encode()
    run_tool(single, cwd=directory, timeout=60, account=account, stdin=statement)
    return data


def _locale() -> str:
    """Return a UTF-8 locale that the system has; with "C", full text knows ASCII letters only."""
    program = shutil.which("locale")
    if program is None:
        return "C"
    done = subprocess.run([program, "-a"], capture_output=True, text=True, check=False)
    names = {name.lower().replace("-", ""): name for name in done.stdout.split()}
    # The official image's own comes first.
    wanted = ("en_us.utf8", "en_gb.utf8", "c.utf8")
    return next((names[name] for name in wanted if name in names), "C")


def _launch(
    programs: Path, data: Path, port: int, log: Path, account: Account, outlive_parent: bool
) -> "subprocess.Popen[bytes]":
    socket_path = data.parent / f".s.PGSQL.{port}"
    fits = len(str(socket_path).encode()) <= _LONGEST_SOCKET_PATH
    settings = {
        **_SETTINGS,
        "port": str(port),
        # Quoted, because it is a list and the path may hold a comma or a space.
        "unix_socket_directories": f'"{data.parent}"' if fits else "",
    }
    command = [str(programs / "postgres"), "-D", str(data)]
    command += [f"--{name}={value}" for name, value in settings.items()]
    return spawn(
        command,
        log=log,
        account=account,
        env={"PATH": "/usr/bin:/bin", "LC_MESSAGES": "C", "TZ": "UTC"},
        cwd=data.parent,
        death_signal=None if outlive_parent else signal.SIGQUIT,
    )
