"""Finding a JDK that can run Elasticsearch 9 and compile the test plugin."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import packages
from .accounts import Account
from .errors import ServiceError
from .processes import run_tool

OLDEST_MAJOR = 21
_DEBIAN_PACKAGES = tuple(f"openjdk-{major}-jdk-headless" for major in (21, 25, 24, 23, 22))
_REMEDY = (
    "Install one (Debian, Ubuntu: apt-get install openjdk-21-jdk-headless; macOS: brew install "
    "openjdk@21), or set JAVA21_HOME to one, or set ELASTICSEARCH_URL to a running server."
)


@dataclass(frozen=True)
class Jdk:
    """A JDK that was seen to run."""

    home: Path
    major: int

    @property
    def javac(self) -> str:
        """The path of the compiler."""
        return str(self.home / "bin" / "javac")


def find_jdk(account: Account) -> Jdk:
    """Return a JDK of version 21 or newer that ``account`` can run, installing one if need be.

    Looks at JAVA21_HOME, JAVA_HOME, the java on PATH, then where systems keep theirs.
    Raises ServiceError when there is none.
    """
    found, why_not = _first_usable(account), ""
    if found is None:
        why_not = packages.install_one_of(_DEBIAN_PACKAGES)
        found = _first_usable(account)
    if found is None:
        raise ServiceError(f"Elasticsearch needs a JDK of version {OLDEST_MAJOR} or newer. {_REMEDY}{why_not}")
    return found


def _first_usable(account: Account) -> Jdk | None:
    for home in _chosen_homes():
        jdk = _probe(home, account)
        if jdk is not None:
            return jdk
    installed = [jdk for home in _installed_homes() if (jdk := _probe(home, account)) is not None]
    # The oldest that will do: Elasticsearch was not tried on a JDK newer than itself.
    return min(installed, key=lambda jdk: jdk.major, default=None)


def _chosen_homes() -> Iterator[Path]:
    for variable in ("JAVA21_HOME", "JAVA_HOME"):
        if os.environ.get(variable):
            yield Path(os.environ[variable])
    java = shutil.which("java")
    if java is not None:
        yield Path(java).resolve().parents[1]


def _installed_homes() -> Iterator[Path]:
    yield from sorted(Path("/usr/lib/jvm").glob("*"))
    yield from sorted(Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home"))
    yield from sorted(Path("/opt/homebrew/opt").glob("openjdk@*"))


def _probe(home: Path, account: Account) -> Jdk | None:
    """Return the JDK at ``home`` if it is one, new enough, and runs as ``account``."""
    if not (home / "bin" / "javac").is_file() or not (home / "bin" / "java").is_file():
        return None
    try:
        command = [str(home / "bin" / "java"), "-version"]
        output = run_tool(command, cwd=Path("/"), timeout=30, account=account)
    except (ServiceError, OSError):
        return None  # broken, for another processor, or closed to this account: not usable
    version = re.search(r'version "(\d+)', output)
    if version is None or int(version[1]) < OLDEST_MAJOR:
        return None
    return Jdk(home.resolve(), int(version[1]))
