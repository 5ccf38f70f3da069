"""The receivers of docs/api/webhooks.md, as they stand there, run as programs of their own and told by the platform."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from changes.models import Kind
from changes.processing import process_all_changes
from content_types.tools.factories import ToolPageFactory
from tests.clients.node import installed_modules, require_node
from tests.support.patience import PATIENCE
from tests.support.tree import Tree
from tests.webhooks.working import Work
from webhooks.models import Delivery, Endpoint
from webhooks.signing import Secret

pytestmark = pytest.mark.django_db
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api" / "webhooks.md").read_text(encoding="utf-8")
TSC = [
    "--strict",
    "--module",
    "nodenext",
    "--moduleResolution",
    "nodenext",
    "--target",
    "es2022",
    "--skipLibCheck",
    "--types",
    "node",
]


def example(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def python(folder: Path) -> list[str]:
    (folder / "receiver.py").write_text(example("python"), encoding="utf-8")
    return [sys.executable, "receiver.py"]


def typescript(folder: Path) -> list[str]:
    require_node()
    (folder / "receiver.mts").write_text(example("typescript"), encoding="utf-8")
    (folder / "node_modules").symlink_to(installed_modules())
    compiled = subprocess.run(
        ["node", "node_modules/typescript/bin/tsc", *TSC, "receiver.mts"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert compiled.returncode == 0, compiled.stdout
    return ["node", "receiver.mjs"]


@contextmanager
def running(command: list[str], folder: Path, secret: str) -> Iterator[tuple[int, Path]]:
    """A receiver that listens; gives its port, and the file that it writes to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = folder / "said"
    with said.open("w") as out:
        environment = {**os.environ, "PORT": str(port), "WEBHOOK_SECRET": secret}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out)
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield port, said
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.parametrize(
    "make", [python, pytest.param(typescript, marks=pytest.mark.node)], ids=["Python", "TypeScript"]
)
def test_the_receivers_of_the_documentation(make: Any, tree: Tree, work: Work, settings: Any, tmp_path: Path) -> None:
    process_all_changes()
    command = make(tmp_path)
    endpoint = Endpoint(name="Example", kinds=Kind.values)
    with running(command, tmp_path, endpoint.secrets()[0].reveal()) as (port, said):
        settings.WEBHOOK_ALLOW_HTTP, settings.WEBHOOK_PORTS = True, [port]
        settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.1/32"]
        endpoint.url = f"http://127.0.0.1:{port}/hooks"
        endpoint.save()
        page = ToolPageFactory(parent=tree.tools, slug="letter", title="Ä letter")
        work()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.last_status) == (Delivery.State.DELIVERED, 204)
        delivery.send_again()
        work()
        assert said.read_text() == "page.published http://testserver/tools/letter/\n"  # once
        page.unpublish()
        work()
        assert said.read_text().splitlines()[1:] == ["page.unpublished None"]
        # Somebody else signs.
        endpoint.secret = Secret.new().encrypted()
        endpoint.save()
        page.save_revision().publish()
        work()
        assert Delivery.objects.get(state=Delivery.State.WAITING).last_status == 401
        assert len(said.read_text().splitlines()) == 2
