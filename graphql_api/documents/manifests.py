"""Manifests of the documents that a frontend asks for, as the tools of frontend developers write them.

- graphql-codegen (client preset, ``persistedDocuments``) and Relay (``persistConfig``): an object from hash to text;
- Apollo (``generate-persisted-query-manifest``): ``{"format": "apollo-persisted-query-manifest", "version": 1, "operations": […]}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from graphql_api.documents.preparation import check, hash_of
from graphql_api.http.parameters import DOCUMENT_ID, SHA256
from graphql_api.models import KnownDocument

APOLLO = "apollo-persisted-query-manifest"


class UnreadableManifest(ValueError):
    """A file that is no manifest; the message says why."""


@dataclass(frozen=True)
class Entry:
    """A document of a manifest: the id that clients will send, and its text."""

    manifest: str
    key: str
    text: str


def read_manifest(path: Path) -> list[Entry]:
    """The documents of a file. Raises UnreadableManifest, or OSError where it cannot be opened."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise UnreadableManifest(f"{path.name} is not JSON in UTF-8.") from error
    if not isinstance(content, dict):
        raise UnreadableManifest(f"{path.name} must hold a JSON object, as graphql-codegen, Relay and Apollo write it.")
    pairs = list(_apollo(path.name, content) if "operations" in content or "format" in content else content.items())
    if not pairs:
        raise UnreadableManifest(f"{path.name} holds no documents.")
    for key, text in pairs:
        if not isinstance(key, str) or not isinstance(text, str):
            raise UnreadableManifest(
                f"{path.name}: each document must be a string under a string, at {str(key)[:80]!r}."
            )
    return [Entry(path.name, key, text) for key, text in pairs]


def _apollo(name: str, content: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    if content.get("format") != APOLLO or content.get("version") != 1:
        raise UnreadableManifest(f"{name} must be of the format {APOLLO!r}, version 1.")
    operations = content.get("operations")
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        raise UnreadableManifest(f"{name}: `operations` must be a list of objects.")
    for one in operations:
        yield one.get("id"), one.get("body")


def problems_of(entry: Entry) -> Iterator[str]:
    """What keeps a document from being registered, each in a sentence with the file and the id."""
    where = f"{entry.manifest}: {entry.key[:80]}"
    key = entry.key.removeprefix("sha256:")
    if not DOCUMENT_ID.fullmatch(entry.key):
        yield f"{where}: an id has 1 to 255 letters, digits and marks of _ : . / + = -."
    sha256 = hash_of(entry.text)
    if SHA256.fullmatch(key) and key != sha256:
        yield f"{where}: the SHA-256 of the text is {sha256}. Write the manifest anew."
    known = KnownDocument.objects.filter(key=key).first()
    if known is not None and known.text != entry.text:
        yield f"{where}: another text is registered under this id. Give a changed document an id of its own."
    for error in check(entry.text, sha256).errors:
        line = f", line {error.locations[0].line}" if error.locations else ""
        yield f"{where}{line}: {error.message}"


def problems_of_all(entries: list[Entry]) -> list[str]:
    """What keeps any of the documents from being registered; two texts under one id are a problem too."""
    texts: dict[str, str] = {}
    found: list[str] = []
    for entry in entries:
        found.extend(problems_of(entry))
        if texts.setdefault(entry.key, entry.text) != entry.text:
            found.append(f"{entry.manifest}: {entry.key[:80]}: the files hold two texts under this id.")
    return found


def register(entries: list[Entry]) -> int:
    """Store documents without problems; gives how many are new. Those that are there stay as they are."""
    with transaction.atomic():
        before = KnownDocument.objects.count()
        KnownDocument.objects.bulk_create(
            [
                KnownDocument(
                    key=entry.key.removeprefix("sha256:"), sha256=hash_of(entry.text), text=entry.text,
                    name=_name(entry.text), manifest=entry.manifest[:255],
                )
                for entry in entries
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        return KnownDocument.objects.count() - before


def _name(text: str) -> str:
    """The names of the operations of a document, for people."""
    named = (one.name.value for one in check(text, "").operations if one.name)
    return ", ".join(named)[:255]


def outdated() -> Iterator[str]:
    """Registered documents that the schema or the limits of this release reject."""
    for row in KnownDocument.objects.iterator():
        yield from problems_of(Entry(row.manifest or "registered", row.key, row.text))
