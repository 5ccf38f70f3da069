"""docs/adding-a-content-type.md tells of each module that a type has, and imports what there is."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import content_types.knowledge

GUIDE = Path(__file__).parents[2] / "docs" / "adding-a-content-type.md"
EXAMPLE = "content_types.podcasts"


def test_each_module_of_the_smallest_type_is_told_of() -> None:
    told = set(re.findall(r"^\| `(\w+\.py)` \|", GUIDE.read_text(), re.MULTILINE))
    (folder,) = content_types.knowledge.__path__
    there = {one.name for one in Path(folder).glob("*.py")} - {"__init__.py"}
    assert there <= told


def test_what_it_imports_is_there() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    asked = {
        (one.module, name.name)
        for block in blocks
        for one in ast.walk(ast.parse(block))
        if isinstance(one, ast.ImportFrom) and one.module and not one.module.startswith(EXAMPLE)
        for name in one.names
    }
    assert ("content_types.core.contributions", "TakesContributions") in asked
    assert [one for one in sorted(asked) if not hasattr(import_module(one[0]), one[1])] == []
