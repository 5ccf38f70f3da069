"""Tests read as specifications: what they share stands in modules of its own, and no step is too long to be read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, modules

MOST_LINES = 80
FOLDERS = sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} | {"scripts"})


def of_pytest(tree: ast.AST) -> Iterator[str]:
    """What a module imports that only pytest may load: test modules, what stands in them, and conftests."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if any(part == "conftest" or part.startswith("test_") for part in name.split(".")):
                yield name


def long_functions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The functions of a module that are longer than may be, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES:
                yield node.name, lines


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_test_module_and_no_conftest_is_imported(folder: str) -> None:
    found = {str(path.relative_to(ROOT)): names for path in modules(folder) if (names := [*of_pytest(parsed(path))])}
    assert not found, "what tests share stands in a module of their folder or in tests/support"


def test_no_function_of_the_tests_is_too_long() -> None:
    found = {
        str(path.relative_to(ROOT)): long for path in modules("tests") if (long := [*long_functions(parsed(path))])
    }
    assert not found, f"more than {MOST_LINES} lines: take it apart into steps with names, or into tests of one subject"


@pytest.mark.parametrize(
    "text",
    [
        "from tests.access.conftest import ask",
        "from tests.cms.test_roles import refused",
        "from tests.cms import test_roles",
        "import tests.cms.conftest",
        "from .conftest import Analyze",
        "from . import test_roles",
        "def later():\n    from tests.cms.conftest import open_form",
    ],
)
def test_an_import_of_a_test_would_be_found(text: str) -> None:
    assert [*of_pytest(ast.parse(text))]


def test_an_import_of_what_is_shared_is_none() -> None:
    text = (
        "from tests.support.tree import Tree\nfrom wagtail.images.tests.utils import get_test_image_file\nimport pytest"
    )
    assert not [*of_pytest(ast.parse(text))]


def test_a_long_function_would_be_found() -> None:
    text = "class Test:\n    def step(self):\n" + "        pass\n" * MOST_LINES
    assert [*long_functions(ast.parse(text))] == [("step", MOST_LINES + 1)]
