"""Where each service comes from: given by the environment, else Docker, else this machine."""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from . import docker
from .accounts import service_account
from .cluster import start_elasticsearch
from .errors import ServiceError
from .paths import remove_directory, scratch_directory
from .postgres import start_postgres, stop_postgres
from .probes import check_elasticsearch, check_postgres, without_secrets
from .processes import ProcessGroup

FORCE_VARIABLE = "WHAM_TEST_SERVICES"  # "docker" or "native", to override what would be chosen

_GIVEN_TIMEOUT = 5  # seconds; who gives a server has started it


class Kind(StrEnum):
    """The services of the test-suite."""

    POSTGRES = "postgres"
    ELASTICSEARCH = "elasticsearch"

    @property
    def variable(self) -> str:
        """The environment variable that holds the service's URL."""
        return {"postgres": "DATABASE_URL", "elasticsearch": "ELASTICSEARCH_URL"}[self.value]


@dataclass(frozen=True)
class Service:
    """A service that answers, and what must be undone to be rid of it (nothing, if given)."""

    kind: Kind
    url: str
    origin: str
    group: ProcessGroup | None = None
    directory: Path | None = None
    compose_project: str | None = None

    def answers(self) -> bool:
        """Whether it answers now."""
        check = check_postgres if self.kind is Kind.POSTGRES else check_elasticsearch
        try:
            check(self.url, timeout=1)
        except ServiceError:
            return False
        return True

    def stop(self) -> None:
        """End what was started for it and delete its data; does nothing to a given service."""
        if self.group is not None:
            if self.kind is Kind.POSTGRES:
                stop_postgres(self.group)
            else:
                self.group.end(signal.SIGKILL, grace=10)
        if self.compose_project is not None:
            docker.down(self.compose_project)
        if self.directory is not None:
            remove_directory(self.directory)


def provide(kind: Kind, *, outlive_parent: bool = False) -> Service:
    """Return a service of ``kind`` that answers, starting it if the environment gives none.

    Raises ServiceError when it can be had in no way, or a given one does not answer.
    """
    begun = time.monotonic()
    url = os.environ.get(kind.variable)
    service = _given(kind, url) if url else _started(kind, outlive_parent)
    seconds = time.monotonic() - begun
    say(f"{kind}: {service.origin}, {without_secrets(service.url)} ({seconds:.1f} s)")
    return service


def say(message: str) -> None:
    """Tell the person at the terminal; on stderr, because stdout is for shell exports."""
    sys.stderr.write(f"tests.services: {message}\n")
    sys.stderr.flush()


def _given(kind: Kind, url: str) -> Service:
    origin = f"given by {kind.variable}"
    try:
        if kind is Kind.ELASTICSEARCH:
            check_elasticsearch(url, timeout=_GIVEN_TIMEOUT)
        elif urlsplit(url).scheme != "sqlite":  # a file: there is no server to ask
            check_postgres(url, timeout=_GIVEN_TIMEOUT)
    except ServiceError as error:
        raise ServiceError(
            f"{kind.variable} is set, but: {error} Start that server, or unset {kind.variable} to have one started."
        ) from None
    return Service(kind, url, origin)


def _started(kind: Kind, outlive_parent: bool) -> Service:
    forced = os.environ.get(FORCE_VARIABLE, "")
    if forced not in {"", "docker", "native"}:
        raise ServiceError(f"{FORCE_VARIABLE} must be docker or native, not {forced!r}.")
    if forced == "docker" and not _docker_is_available():
        raise ServiceError(f"{FORCE_VARIABLE} is docker, but no Docker daemon with compose answers.")
    if forced != "native" and _docker_is_available():
        try:
            return _in_docker(kind)
        except ServiceError as error:
            if forced:
                raise
            say(f"{kind}: Docker answers but did not start it, trying without. {error}")
    native: dict[Kind, Callable[[bool], Service]] = {
        Kind.POSTGRES: _native_postgres,
        Kind.ELASTICSEARCH: _native_elasticsearch,
    }
    return native[kind](outlive_parent)


@cache
def _docker_is_available() -> bool:
    return docker.is_available()


def _in_docker(kind: Kind) -> Service:
    url, project = docker.up(kind.value)
    return Service(kind, url, "started by docker compose", compose_project=project)


def _native_postgres(outlive_parent: bool) -> Service:
    account = service_account()
    directory = scratch_directory(account)
    try:
        server = start_postgres(directory, account, outlive_parent=outlive_parent)
    except BaseException:
        remove_directory(directory)
        raise
    return Service(Kind.POSTGRES, server.url, "started here", group=server.group, directory=directory)


def _native_elasticsearch(outlive_parent: bool) -> Service:
    cluster = start_elasticsearch(outlive_parent=outlive_parent)
    return Service(
        Kind.ELASTICSEARCH,
        cluster.url,
        "started here",
        group=cluster.nodes[0].group,
        directory=cluster.directory,
    )
