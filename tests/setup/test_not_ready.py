"""A database that is not there or not migrated, a busy port, an old Python, Ctrl-C:
one line, and no process that limps on."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.utils import OperationalError, ProgrammingError

from cms import startup
from tests.setup.processes import GUNICORN, MANAGE, ROOT, assert_one_clear_line, run

pytestmark = pytest.mark.slow  # each is a program of its own

WORKER = (*MANAGE, "search_worker")
OLD_PYTHON = (
    "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0); sys.version = '3.9.2 (old)'; "
    "sys.argv = ['manage.py', 'check'];"
    " runpy.run_path('manage.py', run_name='__main__')"
)


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def static_root(tmp_path: Path) -> str:
    """A folder that looks as collectstatic leaves it."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    return str(tmp_path / "static")


@pytest.mark.parametrize("program", [WORKER, GUNICORN, (*MANAGE, "migrate")], ids=["worker", "gunicorn", "migrate"])
def test_a_database_that_is_not_there(program: tuple[str, ...], free_port: int, static_root: str) -> None:
    nowhere = f"postgres://wham:hidden@127.0.0.1:{free_port}/wham"
    done = run(*program, DATABASE_URL=nowhere, WEB_HOST="127.0.0.1", PORT=str(_another_port()), STATIC_ROOT=static_root)
    assert_one_clear_line(done, "nothing answers at that host and port", "Check DATABASE_URL")
    assert "hidden" not in done.stderr


def test_a_folder_that_is_not_there() -> None:
    assert_one_clear_line(run(*MANAGE, "migrate"), "the SQLite file cannot be opened", "must exist and be writable")


@pytest.mark.parametrize(
    "program", [WORKER, GUNICORN, (*MANAGE, "set_up_roles")], ids=["worker", "gunicorn", "command"]
)
def test_a_database_without_tables(program: tuple[str, ...], tmp_path: Path, static_root: str) -> None:
    done = run(
        *program,
        DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3",
        WEB_HOST="127.0.0.1",
        PORT=str(_another_port()),
        STATIC_ROOT=static_root,
    )
    assert_one_clear_line(done, "migrations of this release", "Run `python manage.py migrate`")


def test_static_files_that_were_not_collected(tmp_path: Path) -> None:
    assert_one_clear_line(run(*GUNICORN, STATIC_ROOT=str(tmp_path)), "holds no static files", "collectstatic")


def test_a_port_in_use_for_the_web_server(busy_port: int, static_root: str) -> None:
    done = run(*GUNICORN, WEB_HOST="127.0.0.1", PORT=str(busy_port), STATIC_ROOT=static_root)
    assert_one_clear_line(done, f"Port {busy_port} cannot be had: address already in use", "Set PORT")


@pytest.mark.parametrize(
    ("port", "words"),
    [("busy", ["is in use", "make demo PORT="]), ("eighty", ["PORT is 'eighty'"]), ("70000", ["from 1 to 65535"])],
)
def test_a_port_that_the_demo_cannot_have(port: str, words: list[str], busy_port: int) -> None:
    done = run(sys.executable, "scripts/run_demo.py", PORT=str(busy_port) if port == "busy" else port)
    assert_one_clear_line(done, *words)


def test_an_old_python() -> None:
    assert_one_clear_line(run(sys.executable, "-c", OLD_PYTHON), "Python 3.11 or newer is needed; this is 3.9.2")


def test_make_finds_no_fitting_python(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ncase "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "scripts/find-python"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert_one_clear_line(done, "Python 3.11, 3.12 or 3.13 is needed (found: Python 3.9.2)")


def test_make_finds_a_python_beside_an_old_one(tmp_path: Path) -> None:
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    (tmp_path / "python3.11").symlink_to(sys.executable)
    done = subprocess.run(
        ["/bin/sh", "scripts/find-python"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(tmp_path / "python3.11")


@pytest.mark.django_db
def test_a_fault_of_ours_is_not_taken_for_a_missing_migration(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ProgrammingError), startup.explain_start_up_errors():
        raise ProgrammingError('column "wrong" does not exist')
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ('FATAL:  password authentication failed for user "x"', "refuses the user name or password"),
        ('FATAL:  database "x" does not exist', "it does not exist"),
        ('FATAL:  role "x" does not exist', "its user does not exist"),
        ("failed to resolve host 'nowhere'", "host name is unknown"),
        ("attempt to write a readonly database", "not writable"),
    ],
)
def test_what_a_database_says_is_explained(said: str, meaning: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, startup.explain_start_up_errors():
        raise OperationalError(said)
    assert ended.value.code == 2
    assert meaning in capsys.readouterr().err


def test_ctrl_c_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, startup.explain_start_up_errors():
        raise KeyboardInterrupt
    assert ended.value.code == 130
    assert capsys.readouterr().err == ""


def _another_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
