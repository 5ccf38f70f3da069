"""An endpoint that leads to a real HTTPS server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from changes.models import Kind
from changes.processing import process_all_changes
from tests.support.tree import Tree
from tests.webhooks.receiver import Receiver, serving
from tests.webhooks.working import Work
from webhooks.models import Endpoint
from webhooks.worker import Worker


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, settings: Any) -> Path:
    """Have the platform trust the authority, and send to this machine."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    settings.WEBHOOK_CA_FILE = str(file)
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.1/32", "::1/128"]
    return file


@pytest.fixture
def receiver(authority: trustme.CA, trusted: Path, settings: Any) -> Iterator[Receiver]:
    with serving(authority, "localhost", "receiver.example") as receiver:
        settings.WEBHOOK_PORTS = [receiver.port]
        yield receiver


@pytest.fixture
def endpoint(tree: Tree, receiver: Receiver) -> Endpoint:
    process_all_changes()
    return Endpoint.objects.create(name="Website", url=receiver.url(), kinds=Kind.values)


@pytest.fixture
def work() -> Iterator[Work]:
    """One round of a worker."""
    worker = Worker(1)
    with worker.threads:
        yield worker.poll
