"""Where things are kept: what is worth keeping between runs, and what is not."""

import os
import shutil
import tempfile
from pathlib import Path

from .accounts import Account
from .errors import ServiceError

REPOSITORY = Path(__file__).resolve().parents[2]
MEMORY = Path("/dev/shm")
_ROOM = 4 * 1024**3  # bytes; a lane's servers take less than one


def cache_root(account: Account) -> Path:
    """Return the directory for what is kept, which ``account`` can read; it exists on return.

    It is ``wham-tests`` below ``$XDG_CACHE_HOME`` or ``~/.cache``. Root's home is usually closed
    to the unprivileged account, and then it is below ``/var/cache``.
    """
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    for base in (Path(home), Path("/var/cache")):
        base.mkdir(parents=True, exist_ok=True)
        if account.can_enter(base):
            root = base / "wham-tests"
            root.mkdir(exist_ok=True)
            root.chmod(0o755)
            return root
    raise ServiceError(
        f"The user that runs the servers can enter neither {home} nor /var/cache. "
        "Set XDG_CACHE_HOME to a directory that every user can enter."
    )


def scratch_directory(account: Account) -> Path:
    """Return a new empty directory that ``account`` owns and nobody else can enter.

    It is in memory where that has room: Elasticsearch waits for the disk with each index it makes. ``$TMPDIR`` may lie
    below a directory that only root can enter; then /tmp or /var/tmp serves.
    """
    in_memory = [MEMORY] if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > _ROOM else []
    for base in dict.fromkeys((*in_memory, Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))):
        if account.can_enter(base):
            directory = Path(tempfile.mkdtemp(prefix="wham-services-", dir=base))
            account.give(directory)
            return directory
    raise ServiceError(
        "The user that runs the servers can enter no temporary directory. Set TMPDIR to one that every user can enter."
    )


def remove_directory(directory: Path) -> None:
    """Delete ``directory`` and all that is in it; its absence is no error."""
    if directory.exists():
        shutil.rmtree(directory)
