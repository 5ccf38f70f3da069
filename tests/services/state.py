"""What ``start`` has started for this checkout, remembered until ``stop``."""

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .accounts import service_account
from .paths import REPOSITORY, cache_root
from .processes import ProcessGroup
from .provision import Kind, Service


def load() -> list[Service]:
    """Return what was saved last for this checkout; nothing if nothing was."""
    try:
        text = _file().read_text()
    except FileNotFoundError:
        return []
    return [_service(entry) for entry in json.loads(text)]


def save(services: Sequence[Service]) -> None:
    """Remember ``services`` in place of what was saved before."""
    path = _file()
    if not services:
        path.unlink(missing_ok=True)
        return
    temporary = path.with_suffix(".new")
    # The URLs hold passwords.
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump([asdict(service) for service in services], file, default=str, indent=2)
    temporary.replace(path)


def _file() -> Path:
    checkout = hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:12]
    return cache_root(service_account()) / f"started-{checkout}.json"


def _service(entry: dict[str, Any]) -> Service:
    group, directory = entry["group"], entry["directory"]
    return Service(
        kind=Kind(entry["kind"]),
        url=entry["url"],
        origin=entry["origin"],
        group=None if group is None else ProcessGroup(**group),
        directory=None if directory is None else Path(directory),
        compose_project=entry["compose_project"],
    )
