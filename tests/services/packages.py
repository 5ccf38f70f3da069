"""Debian packages, the only thing that this package ever installs system-wide."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from .errors import ServiceError
from .processes import run_tool


def install_one_of(packages: Sequence[str]) -> str:
    """Install the first of ``packages`` that apt knows, if this is root on a Debian or Ubuntu.

    Returns what to add to an error message should the program be missing all the same: why apt
    failed, or nothing where it was not to be asked.
    """
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return ""
    try:
        _apt_get("update")
        for package in packages:
            if _is_known(package):
                _apt_get("install", "-y", "--no-install-recommends", package)
                return ""
    except ServiceError as error:
        return f"\n(Installing it was tried. {error})"
    return f"\n(Installing it was tried, but apt knows none of {', '.join(packages)}.)"


def _apt_get(action: str, *arguments: str) -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_tool(["apt-get", action, "-q", *arguments], cwd=Path("/"), timeout=900, env=env)


def _is_known(package: str) -> bool:
    try:
        run_tool(["apt-cache", "show", package], cwd=Path("/"), timeout=60)
    except ServiceError:
        return False
    return True
