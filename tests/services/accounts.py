"""The account that the servers run under.

PostgreSQL and Elasticsearch both reject to run as root. In containers and CI the test-suite often
is root, so the servers are then started as an unprivileged user that the system already has.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from .errors import ServiceError

OWN_NAME = "wham-test"
# "nobody" is on every Unix; the others are preferred because no other program runs as them.
CANDIDATES = (OWN_NAME, "postgres", "nobody")


class PopenIdentity(TypedDict, total=False):
    """The arguments of :class:`subprocess.Popen` that change who the child is."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """Who runs a server: ``uid`` and ``gid`` are None for the user who runs the tests."""

    uid: int | None = None
    gid: int | None = None

    def popen_identity(self) -> PopenIdentity:
        """Return what :class:`subprocess.Popen` needs to run a child as this account."""
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, directory: Path) -> bool:
        """Whether this account may list and pass through ``directory``, parents included."""
        probe = ["/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", str(directory)]
        done = subprocess.run(probe, cwd="/", check=False, **self.popen_identity())
        return done.returncode == 0

    def give(self, directory: Path) -> None:
        """Make this account the owner of ``directory`` and all that is in it."""
        if self.uid is None or self.gid is None:
            return
        os.chown(directory, self.uid, self.gid)
        for parent, folders, files in os.walk(directory):
            for name in (*folders, *files):
                os.chown(os.path.join(parent, name), self.uid, self.gid, follow_symlinks=False)


def service_account() -> Account:
    """Return the account for the servers: the current user, or an unprivileged one for root.

    Raises ServiceError when root has no unprivileged user and none can be made.
    """
    if os.geteuid() != 0:
        return Account()
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid)
    return _create_account()


def _create_account() -> Account:
    useradd = shutil.which("useradd")
    if useradd is None:
        raise ServiceError(
            "The servers refuse to run as root, and there is no unprivileged user to run them as. "
            f"Run the tests as another user, or create a user named {OWN_NAME}."
        )
    command = [useradd, "--system", "--user-group", "--no-create-home", OWN_NAME]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServiceError(f"Cannot create the user {OWN_NAME}: {done.stderr.strip()}")
    entry = pwd.getpwnam(OWN_NAME)
    return Account(entry.pw_uid, entry.pw_gid)
