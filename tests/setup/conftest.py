"""What programs that are started need."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from tests.setup.processes import MANAGE, run
from tests.support.template import WORKER


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a migrated database, ``library.sqlite3``, and collected static files, ``static``.

    One worker makes it, the others wait; nobody writes in it.
    """
    mine = tmp_path_factory.getbasetemp()
    folder = (mine if WORKER == "main" else mine.parent) / "installation"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            make(unfinished := folder.with_suffix(".unfinished"))
            unfinished.rename(folder)
    return folder


def make(folder: Path) -> None:
    """Migrate, and collect the static files."""
    folder.mkdir(exist_ok=True)
    settings = {"DATABASE_URL": f"sqlite:///{folder}/library.sqlite3", "STATIC_ROOT": str(folder / "static")}
    for command in ("migrate", "collectstatic"):
        done = run(*MANAGE, command, "--noinput", "-v0", **settings)
        assert done.returncode == 0, done.stderr
