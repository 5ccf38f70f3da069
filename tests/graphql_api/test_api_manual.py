"""The manual names every code and every limit, with the values that hold."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from content_types.core.errors import ClientError
from graphql_api import errors
from tests.setup.processes import set_environment

ROOT = Path(__file__).resolve().parents[2]
ERRORS = (ROOT / "docs" / "api" / "errors.md").read_text(encoding="utf-8")
LIMITS = (ROOT / "docs" / "api" / "limits.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "operators" / "settings.md").read_text(encoding="utf-8")


def codes(kind: type[ClientError]) -> set[str]:
    return {kind.code}.union(*(codes(below) for below in kind.__subclasses__()))


def test_every_code_is_explained() -> None:
    for code in codes(ClientError) | {errors.INTERNAL}:
        assert f"| `{code}` |" in ERRORS


def test_every_limit_is_told_with_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch)
    limits: dict[str, int] = runpy.run_module("cms.settings.production")["GRAPHQL_LIMITS"]
    for name, value in limits.items():
        assert f"| {value:,} " in LIMITS or f"| {value:,} |" in LIMITS, name
        assert f"| `GRAPHQL_MAX_{name.upper()}` | {value} |" in SETTINGS
