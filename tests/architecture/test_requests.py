"""What hangs on Django's request, which everything can reach and no type describes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.sources import ROOT, modules

THEIR_OWN = {"user", "POST", "in_preview_panel"}  # names of Django and Wagtail
OURS = {"delivery/context.py": {"_read_context"}}  # where all that we keep of a request begins


def set_on_requests(text: str) -> Iterator[str]:
    """The attributes that a module sets on what it calls a request."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del) and _is_request(node.value):
            yield node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"setattr", "delattr"}:
            yield from [ast.unparse(node.args[1])] if _is_request(node.args[0]) else []


def _is_request(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name == "request" or ast.unparse(node) == "info.context"


def test_attributes_of_a_request_are_seen() -> None:
    written = "request.a = 1\nself.request.b: int = 2\nsetattr(info.context, 'c', 3)\nother.d = request.e\n"
    assert list(set_on_requests(written)) == ["a", "b", "'c'"]


def test_state_of_a_request_is_typed() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    found = {
        str(path.relative_to(ROOT)): names
        for package in packages
        for path in modules(package)
        if (names := set(set_on_requests(path.read_text(encoding="utf-8"))) - THEIR_OWN)
    }
    assert found == OURS
