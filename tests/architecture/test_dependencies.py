"""What the product imports, it declares: no library comes only because another one needs it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = "web"  # a program of its own, with requirements of its own
APPS = sorted({one.parent.name for one in ROOT.glob("*/__init__.py")} - {"tests", SITE})
# Parts of Wagtail, which its documentation has everybody import.
OF_WAGTAIL = {"django-modelcluster", "modelsearch", "django-modelsearch", "django-taggit", "django-treebeard", "willow"}


def imported(apps: Iterable[str]) -> set[str]:
    """The top-level names that modules of these packages import from elsewhere."""
    names: set[str] = set()
    for app in apps:
        # Factories are for tests, wherever they stand.
        for module in (one for one in (ROOT / app).rglob("*.py") if one.name != "factories.py"):
            for node in ast.walk(ast.parse(module.read_text())):
                if isinstance(node, ast.Import):
                    names |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names.add(node.module.split(".")[0])
    return names - {*apps, "tests"} - sys.stdlib_module_names


def declared() -> set[str]:
    """The distributions that pyproject.toml names, for development alone left out."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["semantic"]]
    return {canonical(re.split(r"[\[<>=~! ]", line)[0]) for line in lines}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_that_is_imported_is_declared() -> None:
    assert undeclared(APPS, declared() | OF_WAGTAIL) == {}


def test_the_site_declares_what_it_imports() -> None:
    lines = (ROOT / SITE / "requirements.in").read_text().splitlines()
    known = {canonical(line) for line in lines if line and not line.startswith("#")}
    assert undeclared([SITE], known | {"graphql-core"}) == {}, "graphql-core is of the generator alone"


def undeclared(apps: Iterable[str], known: set[str]) -> dict[str, list[str]]:
    """The names that packages import without a distribution that is known, with those that have them."""
    distributions = packages_distributions()
    return {
        name: distributions.get(name, [])
        for name in imported(apps)
        if not {canonical(one) for one in distributions.get(name, [])} & known
    }
