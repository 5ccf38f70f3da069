"""The services in containers, by ``docker compose`` and the official images."""

import os
import re
import secrets
import shutil
from pathlib import Path

from .errors import ServiceError
from .interrupts import shielded
from .ports import LOOPBACK
from .processes import run_tool

COMPOSE_FILE = Path(__file__).with_name("compose.yml")
_PULL_TIMEOUT = 1200  # both images are over a gigabyte together
_INSIDE = {"postgres": 5432, "elasticsearch": 9200}


def is_available() -> bool:
    """Whether a Docker daemon answers within a few seconds and has the compose command."""
    if shutil.which("docker") is None:
        return False
    try:
        run_tool(["docker", "info"], cwd=Path("/"), timeout=5)
        run_tool(["docker", "compose", "version"], cwd=Path("/"), timeout=5)
    except ServiceError:
        return False
    return True


def up(service: str) -> tuple[str, str]:
    """Start ``service`` of the compose file; return its URL and its compose project.

    It is healthy on return. Raises ServiceError otherwise, and leaves no container then.
    """
    project = f"wham-tests-{service}-{secrets.token_hex(4)}"
    password = secrets.token_urlsafe(16)
    env = {**os.environ, "WHAM_TEST_PASSWORD": password}
    try:
        _compose(project, "up", "--detach", "--wait", service, env=env)
        port = _published_port(project, service)
    except BaseException:
        down(project)
        raise
    if service == "postgres":
        return f"postgresql://wham:{password}@{LOOPBACK}:{port}/wham", project
    return f"http://{LOOPBACK}:{port}", project


def down(project: str) -> None:
    """Remove the containers, networks and volumes of ``project``; none there is no error."""
    with shielded():
        _compose(project, "down", "--volumes", "--timeout", "5")


def _published_port(project: str, service: str) -> int:
    answer = _compose(project, "port", service, str(_INSIDE[service]))
    port = re.search(r":(\d+)\s*$", answer)
    if port is None:
        raise ServiceError(f"Docker does not say which port {service} has: {answer.strip()}")
    return int(port[1])


def _compose(project: str, *arguments: str, env: dict[str, str] | None = None) -> str:
    command = ["docker", "compose", "--file", str(COMPOSE_FILE), "--project-name", project]
    return run_tool([*command, *arguments], cwd=Path("/"), timeout=_PULL_TIMEOUT, env=env)
