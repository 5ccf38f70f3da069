"""The manual for frontend developers as tests read it: its queries, their variables, and the answers that it shows.

A query is a block marked ``graphql``. Right behind it may stand ``json variables`` and then ``json``, the answer as it
comes; errors may stand there too. In a shown answer ``…`` is what is left out: a text that is ``…`` is anything at all,
one that holds ``…`` has any words in its place, and a list that ends with ``…`` may go on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "api"
LEFT_OUT = "…"
BLOCK = r"```{mark}\n(?P<{name}>.*?)```\n"
EXAMPLE = re.compile(
    BLOCK.format(mark="graphql", name="query")
    + rf"(?:\n{BLOCK.format(mark='json variables', name='variables')})?"
    + rf"(?:\n{BLOCK.format(mark='json', name='answer')})?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Example:
    """One query of the manual."""

    name: str
    query: str
    variables: dict[str, Any]
    answer: dict[str, Any] | None  # as shown, where one is


def examples(folder: Path = ROOT / "docs") -> list[Example]:
    """Every query of the documentation, by page and place. Raises ValueError for JSON that is none."""
    return [
        Example(
            f"{path.relative_to(ROOT)} {number}",
            found["query"],
            json.loads(found["variables"] or "{}"),
            json.loads(found["answer"]) if found["answer"] else None,
        )
        for path in sorted(folder.rglob("*.md"))
        for number, found in enumerate(EXAMPLE.finditer(path.read_text(encoding="utf-8")), 1)
    ]


def differences(shown: Any, real: Any, at: str = "") -> Iterator[str]:
    """Where a real answer is not as shown, one line each; nothing where it is."""
    if shown == LEFT_OUT:
        return
    if isinstance(shown, dict) and isinstance(real, dict):
        if shown.keys() != real.keys():
            yield f"{at or 'answer'}: shown with {sorted(shown)}, real with {sorted(real)}"
        for key in (one for one in shown if one in real):
            yield from differences(shown[key], real[key], f"{at}.{key}".lstrip("."))
    elif isinstance(shown, list) and isinstance(real, list):
        goes_on = bool(shown) and shown[-1] == LEFT_OUT
        items = shown[:-1] if goes_on else shown
        if len(items) != len(real) and not (goes_on and len(items) < len(real)):
            yield f"{at}: shown with {len(items)} items, real with {len(real)}"
        for number, (one, other) in enumerate(zip(items, real, strict=False)):
            yield from differences(one, other, f"{at}[{number}]")
    elif isinstance(shown, str) and isinstance(real, str) and LEFT_OUT in shown:
        if not re.fullmatch(".*".join(map(re.escape, shown.split(LEFT_OUT))), real, re.DOTALL):
            yield f"{at}: shown {shown!r}, real {real!r}"
    elif type(shown) is not type(real) or shown != real:
        yield f"{at}: shown {shown!r}, real {real!r}"
