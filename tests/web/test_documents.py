"""What the site asks fits the schema, and what was generated of it is current."""

from __future__ import annotations

import json
from pathlib import Path

from graphql import build_schema, parse, validate

from web.api.models.client import Operations
from web.api.transport import documents
from web.generate import manifest

ROOT = Path(__file__).resolve().parents[2]
API = ROOT / "web" / "api"
SCHEMA = (ROOT / "graphql_api" / "schema.graphql").read_text(encoding="utf-8")
DOCUMENTS = "\n".join(one.read_text(encoding="utf-8") for one in sorted((API / "documents").glob("*.graphql")))


def test_every_document_fits_the_schema() -> None:
    assert validate(build_schema(SCHEMA), parse(DOCUMENTS)) == []


def test_the_manifest_is_current() -> None:
    kept = json.loads((API / "persisted-documents.json").read_text(encoding="utf-8"))
    assert kept == manifest(SCHEMA, DOCUMENTS), "run `make web-models`"


def test_the_client_has_a_method_for_each_document() -> None:
    for name in documents():
        method = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
        assert callable(getattr(Operations, method)), "run `make web-models`"
