"""Node.js projects, installed outside the source tree once for each lock file;
the TypeScript one built again for each schema."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "tests" / "clients" / "typescript"
OPERATIONS = REPOSITORY / "tests" / "clients" / "library.graphql"
SCHEMA = REPOSITORY / "graphql_api" / "schema.graphql"
INSTALLED = REPOSITORY / "var" / "clients"  # ignored by git
MINIMUM_NODE = 20
INSTALL_SECONDS, RUN_SECONDS = 600, 600


def require_node() -> None:
    """Skip where Node.js or npm is missing or too old, saying so."""
    problem = _problem()
    if problem is not None:
        pytest.skip(f"{problem} Install Node.js {MINIMUM_NODE} or newer with npm to run this test.")


def _problem() -> str | None:
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            return f"There is no {program} here."
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return None if int(version.lstrip("v").split(".")[0]) >= MINIMUM_NODE else f"Node.js {version} is too old."


@dataclass(frozen=True)
class Project:
    """An installed and built copy of the project."""

    folder: Path

    def run(self, *command: str, stdin: str = "", expect_failure: bool = False, **environment: str) -> str:
        """The output of a command in the project;
        fails the test with all that it printed where it does not end as expected."""
        done = subprocess.run(
            command, cwd=self.folder, input=stdin, capture_output=True, text=True, timeout=RUN_SECONDS, check=False,
            env={**os.environ, **environment},
        )  # fmt: skip
        if (done.returncode != 0) is not expect_failure:
            pytest.fail(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def compile(self, *, expect_failure: bool = False) -> str:
        """Type-check and compile, strictly."""
        return self.run("node", "node_modules/typescript/bin/tsc", "--project", ".", expect_failure=expect_failure)


def build_project(folder: Path) -> Project:
    """Install what the lock file names, generate the types from the committed schema,
    and compile them with the client."""
    modules = installed_modules()
    for name in ("package.json", "tsconfig.json", "generate.mjs"):
        shutil.copy(SOURCE / name, folder)
    shutil.copytree(SOURCE / "src", folder / "src", ignore=shutil.ignore_patterns("generated.ts"))
    (folder / "node_modules").symlink_to(modules)
    project = Project(folder)
    project.run("node", "generate.mjs", str(SCHEMA), str(OPERATIONS), "src/generated.ts")
    project.compile()
    return project


def installed(source: Path, folder: Path) -> Project:
    """A copy of a project that needs no build, with what its lock file names."""
    modules = installed_modules(source)
    for script in source.glob("*.mjs"):
        shutil.copy(script, folder)
    (folder / "node_modules").symlink_to(modules)
    return Project(folder)


def installed_modules(source: Path = SOURCE) -> Path:
    """The folder of what a project's lock file names, installed once for all test runs."""
    lock = (source / "package-lock.json").read_bytes()
    home = INSTALLED / hashlib.sha256(lock).hexdigest()[:16]
    home.mkdir(parents=True, exist_ok=True)
    with _only_one(home / "lock"):
        if not (home / "complete").exists():
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(source / name, home)
            done = subprocess.run(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=home, capture_output=True, text=True,
                timeout=INSTALL_SECONDS, check=False,
            )  # fmt: skip
            if done.returncode:
                pytest.fail(f"npm ci could not install {source.name}:\n{done.stdout}\n{done.stderr}")
            (home / "complete").touch()
    return home / "node_modules"


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    # Workers of one test run share the folder.
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
